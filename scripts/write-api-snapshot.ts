import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeApi } from "@/lib/domain/api/openapi-document";
import { allOperations } from "@/lib/domain/api/operations/all-operations";
import { appVersion } from "@/lib/version";
import { findBreakingChanges, type Json } from "@/scripts/api/breaking-changes";

const help = `npm run api:snapshot [-- --break]

Writes docs/reference/openapi.json, the description of the API as it is released. A test compares later
descriptions with it. It refuses to when clients of the last release would break; --break writes it anyway.`;

const path = join(import.meta.dirname, "../docs/reference/openapi.json");

/** The description of the API for whatever address an instance has. */
const released = () =>
  describeApi(allOperations, { appUrl: "https://opspulse.example", version: appVersion });

async function main(args: readonly string[]): Promise<void> {
  if (args.some((arg) => arg !== "--break")) {
    console.log(help);
    if (!args.includes("--help")) process.exitCode = 1;
    return;
  }
  const document = released();
  const before = JSON.parse(await readFile(path, "utf8").catch(() => "{}")) as Json;
  const broken = findBreakingChanges(before, document);
  if (broken.length > 0 && !args.includes("--break")) {
    console.error(`Clients of the last release would break:\n${broken.join("\n")}`);
    process.exitCode = 1;
    return;
  }
  await writeFile(path, `${JSON.stringify(document)}\n`);
  console.log("docs/reference/openapi.json");
}

await main(process.argv.slice(2));

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pageSources, writePages } from "@/scripts/docs/written-pages";

const help = `npm run docs:build [-- SOURCE…]

Writes the pages of docs/ that are made from something else. Sources: ${pageSources.join(", ")};
without one, all of them. npm run db:diagram is that of the database alone.`;

const root = join(import.meta.dirname, "..");

async function main(asked: readonly string[]): Promise<void> {
  const unknown = asked.filter((name) => !pageSources.some((source) => source === name));
  if (unknown.length > 0) {
    console.log(help);
    if (!asked.includes("--help")) process.exitCode = 1;
    return;
  }
  const chosen = pageSources.filter((source) => asked.length === 0 || asked.includes(source));
  // One after the other: the list of pages reads what the others have written.
  for (const source of chosen) {
    for (const [file, text] of await writePages(source, root)) {
      const path = join(root, "docs", file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      console.log(`docs/${file}`);
    }
  }
}

await main(process.argv.slice(2));

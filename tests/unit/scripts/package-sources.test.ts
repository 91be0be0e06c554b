import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashBuildInputs, PROGRAM_INPUTS } from "@/scripts/start/build";
import { PACKAGE_STAMP, type Layout } from "@/scripts/start/layout";
import { requireSameSources } from "@/scripts/start/package-sources";

let checkout: string;
let layout: Layout;
let variables: NodeJS.ProcessEnv;

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), "opspulse-sources-"));
  for (const name of ["app", "scripts", "package"]) await mkdir(join(checkout, name));
  await writeFile(join(checkout, "app/page.tsx"), "one");
  await writeFile(join(checkout, "scripts/start.ts"), "one");
  layout = { root: join(checkout, "package"), isPackage: true };
  variables = { NODE_ENV: "production", OPSPULSE_CHECKOUT: checkout };
  const stamp = await hashBuildInputs(checkout, variables, PROGRAM_INPUTS);
  await writeFile(join(layout.root, PACKAGE_STAMP), stamp);
});
afterEach(() => rm(checkout, { recursive: true }));

it("a package of the sources that the checkout has is served", async () => {
  await expect(requireSameSources(layout, variables)).resolves.toBeUndefined();
});

it.each(["app/page.tsx", "scripts/start.ts"])(
  "a package is refused, with what to run, after %s has changed",
  async (file) => {
    await writeFile(join(checkout, file), "another");
    await expect(requireSameSources(layout, variables)).rejects.toThrow("npm run package");
  },
);

it("a package without its sources is served", async () => {
  await rm(join(checkout, "app"), { recursive: true });
  await expect(requireSameSources(layout, variables)).resolves.toBeUndefined();
});

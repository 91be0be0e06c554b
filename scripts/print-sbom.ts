import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/**
 * `npm run sbom [-- spdx]`: prints the packages that the app ships with, as CycloneDX or SPDX. npm makes the
 * list, from a lock file without the packages of development: `npm sbom --omit=dev` also leaves out what
 * development uses beside the app.
 */
const projectRoot = join(import.meta.dirname, "..");
const FORMATS = ["cyclonedx", "spdx"];

const lockFile = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({ dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
});

function readProject(file: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot, file), "utf8"));
}

function shippedProject() {
  const { devDependencies: _, ...manifest } = z.looseObject({}).parse(readProject("package.json"));
  const lock = lockFile.parse(readProject("package-lock.json"));
  const packages = Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([, { dev, devOptional }]) => dev !== true && devOptional !== true)
      .map(([path, entry]) => {
        const { devDependencies: __, ...shipped } = entry;
        return [path, path === "" ? shipped : entry];
      }),
  );
  return { "package.json": manifest, "package-lock.json": { ...lock, packages } };
}

const format = process.argv[2] ?? "cyclonedx";
if (!FORMATS.includes(format)) {
  process.stderr.write(`opspulse: the format ${format} is unknown. Use: npm run sbom [-- spdx]\n`);
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), "opspulse-sbom-"));
try {
  for (const [file, content] of Object.entries(shippedProject())) {
    writeFileSync(join(directory, file), JSON.stringify(content));
  }
  execFileSync("npm", ["sbom", "--package-lock-only", `--sbom-format=${format}`], {
    cwd: directory,
    stdio: "inherit",
  });
} finally {
  rmSync(directory, { recursive: true });
}

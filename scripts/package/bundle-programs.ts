import { readFile } from "node:fs/promises";
import { dirname, relative, sep } from "node:path";
import { build, type Plugin } from "esbuild";

/** Packages of CommonJS call `require`, which a module doesn't have. */
const REQUIRE =
  'import { createRequire as createRequireOfPackage } from "node:module"; const require = createRequireOfPackage(import.meta.url);';

/** Bundles the programs of a package, each with what it imports, into a file in `target`. */
export async function bundlePrograms(projectRoot: string, target: string): Promise<void> {
  await build({
    absWorkingDir: projectRoot,
    entryPoints: { program: "scripts/program.ts", stack: "scripts/stack/stack-process.ts" },
    outdir: target,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    legalComments: "none",
    banner: { js: REQUIRE },
    plugins: [keepPlaces(projectRoot)],
    logLevel: "error",
  });
}

/** Lets each module of ours see the path that it has in the checkout, below the package's root. */
const keepPlaces = (projectRoot: string): Plugin => ({
  name: "keep-places",
  setup: (bundler) => {
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const place = relative(projectRoot, path).split(sep).join("/");
      if (place.startsWith("..") || place.includes("node_modules/")) return undefined;
      const contents = await readFile(path, "utf8");
      return {
        loader: "ts",
        contents: contents
          .replaceAll("import.meta.url", `new URL(${JSON.stringify(place)}, import.meta.url).href`)
          .replaceAll(
            "import.meta.dirname",
            `(import.meta.dirname + ${JSON.stringify(`/${dirname(place)}`)})`,
          ),
      };
    });
  },
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";
import { z } from "zod";
import { findAppUrlSource } from "@/lib/domain/instance/app-url-source";
import { securityHeaders } from "@/lib/http/security-headers";
import packageJson from "@/package.json";

const START_HINT = "//# allFunctionsCalledOnLoad\n";

/** The address of the app, as far as the build knows it. */
const appUrl = findAppUrlSource(process.env)?.url ?? process.env.APP_URL;

const buildManifest = z.object({ rootMainFiles: z.array(z.string()) });

/**
 * Lets V8 compile what every page starts with, React and the router, in the background while it loads;
 * by itself it compiles each function as it is first called, in the way of the first tap. Without it the
 * pages missed their aim on a phone (docs/performance.md).
 * https://v8.dev/blog/explicit-compile-hints
 */
async function hintStartScripts({ distDir }: { distDir: string }) {
  const manifest: unknown = JSON.parse(
    await readFile(join(distDir, "build-manifest.json"), "utf8"),
  );
  for (const file of buildManifest.parse(manifest).rootMainFiles) {
    const path = join(distDir, file);
    const script = await readFile(path, "utf8");
    if (!script.startsWith(START_HINT)) await writeFile(path, START_HINT + script);
  }
}

const config: NextConfig = {
  poweredByHeader: false,
  // Vercel makes functions of the build, and has no use for a copy of it with its packages.
  ...(process.env.VERCEL === undefined && { output: "standalone" as const }),
  compiler: { runAfterProductionCompile: hintStartScripts },
  experimental: {
    // Behind a proxy that keeps the public host to itself, forms come from APP_URL all the same.
    serverActions: {
      allowedOrigins: appUrl ? [new URL(appUrl).host] : [],
      // An import sends a text of 1 MB, and then the settings of thousands of routines.
      bodySizeLimit: "8mb",
    },
  },
  // No page has a picture to resize: without its endpoint, there is nothing to attack either.
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  // A lock file in a folder above would move the root that Next.js infers.
  turbopack: {
    root: import.meta.dirname,
    // The command line, in one file, as the text of a module.
    rules: {
      "bundled-program.ts": {
        loaders: ["./scripts/package/command-line-loader.mjs"],
        as: "*.js",
      },
    },
  },
  // Packages that open sockets or start threads: they are better left unbundled.
  serverExternalPackages: ["postgres", "pino"],
  // The pages of the documentation are read when they are first asked for.
  outputFileTracingIncludes: {
    "/docs/**": ["./docs/**/*.md", "./docs/images/*"],
    "/sitemap.xml": ["./docs/**/*.md", "./docs/images/*"],
    "/llms*.txt": ["./docs/**/*.md", "./docs/images/*"],
  },
  rewrites: async () => [{ source: "/docs/:path(.+)\\.md", destination: "/docs/source/:path" }],
  // Vercel serves files by itself; elsewhere the guard of the process sets them too.
  headers: async () => [
    {
      source: "/:path*",
      headers: Object.entries(securityHeaders).map(([key, value]) => ({ key, value })),
    },
    // The command line warns where it's of another version.
    { source: "/api/:path*", headers: [{ key: "OpsPulse-Version", value: packageJson.version }] },
  ],
};

export default createNextIntlPlugin({
  requestConfig: "./i18n/request.ts",
  experimental: {
    // Messages are parsed by the build: the parser would be 11 KB of every page.
    messages: { path: "./messages", format: "json", locales: ["en", "pt-BR"], precompile: true },
  },
})(config);

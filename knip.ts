import type { KnipConfig } from "knip";

const configuration: KnipConfig = {
  entry: [
    // package.json runs them with `exec`, which knip doesn't read.
    "scripts/{start,test}.mjs",
    // Programs that another process starts by their path.
    "scripts/{start,test,start/seed-demo,stack/stack-process}.ts",
    "scripts/start/{ask-health,exit-with-parent,serve-app}.mjs",
    "scripts/{opspulse.mjs,program.ts}",
    // esbuild bundles it, in scripts/package/bundle-command-line.mjs.
    "cli/main.ts",
    "bench/{endpoint,contenders/*}.ts",
    "tests/mutants/vitest.config.ts",
    "tests/support/{fast-clock.cjs,loopback-guard.cjs,worker-process.ts}",
    "tests/proofs/support/soak-probe.cjs",
  ],
  project: ["**/*.{ts,tsx,mjs,cjs,css}"],
  // Tests run them by their path, and a program of a guide imports the last.
  ignoreDependencies: ["@redocly/cli", "openapi-typescript", "openapi-fetch"],
  // Part of POSIX, and of every Debian.
  ignoreBinaries: ["mkfifo", "script"],
};

export default configuration;

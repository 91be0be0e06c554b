import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { complain } from "@/scripts/start/report";

/**
 * `node opspulse.mjs COMMAND`: the commands of a package. Each is the program behind an npm script of the
 * same purpose, and reads its arguments and variables by itself.
 */
const commands: Record<string, { does: string; run: () => Promise<unknown> }> = {
  serve: {
    does: "migrates the database, serves the app and keeps the clock, until SIGTERM",
    run: () => import("@/scripts/start"),
  },
  migrate: {
    does: "brings the database of DATABASE_URL up to date, and ends",
    run: () => import("@/scripts/migrate"),
  },
  doctor: {
    does: "checks the settings of a running instance; --json, --url URL",
    run: () => import("@/scripts/doctor"),
  },
  reseal: {
    does: "seals stored secrets under SECRETS_KEY in place of SECRETS_KEY_PREVIOUS",
    run: () => import("@/scripts/reseal-secrets"),
  },
};

/** EX_USAGE of sysexits.h. */
const USAGE_ERROR = 64;

const [name = "", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  complain(`${name === "" ? "no command" : `there is no command ${name}`}. Use one of:`);
  for (const [known, { does }] of Object.entries(commands)) complain(`  ${known}: ${does}`);
  process.exit(USAGE_ERROR);
}

// A package is replaced whole by the next one: its settings and files belong to the working directory.
for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);
process.env.OPSPULSE_PACKAGE = "on";
const { OPSPULSE_DIR: directory = "" } = process.env;
process.env.OPSPULSE_DIR = resolve(directory.trim() === "" ? ".opspulse" : directory);
process.argv.splice(1, Infinity, name, ...args);
await command.run();

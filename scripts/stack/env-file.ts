import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { writePrivateFile } from "@/scripts/stack/private-file";

/** What other tools need to reach the running stack. */
export type StackAddress = {
  APP_URL: string;
  DATABASE_URL: string;
  SUPABASE_URL: string;
  SUPABASE_PUBLISHABLE_KEY: string;
  CRON_SECRET: string;
};

/** `NAME=value` lines, which both a shell and a dotenv parser read back unchanged. */
export function toDotenv(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join("");
}

function quote(value: string): string {
  return /^[\w@%+:,./?=~-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

const pathIn = (directory: string) => join(directory, "env");

export const writeEnvFile = (directory: string, address: StackAddress): Promise<void> =>
  writePrivateFile(pathIn(directory), toDotenv(address));

export const removeEnvFile = (directory: string): Promise<void> =>
  rm(pathIn(directory), { force: true });

/** The addresses of the stack that keeps its files in a directory, once it runs. */
export async function readEnvFile(directory: string): Promise<StackAddress> {
  return parseEnv(await readFile(pathIn(directory), "utf8")) as StackAddress;
}

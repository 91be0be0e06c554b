import { rm } from "node:fs/promises";
import { join } from "node:path";
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
  return /^[\w@%+:,./?&=~-]*$/.test(value) && !value.includes("&")
    ? value
    : `'${value.replaceAll("'", "'\\''")}'`;
}

export async function writeEnvFile(directory: string, address: StackAddress): Promise<void> {
  await writePrivateFile(join(directory, "env"), toDotenv(address));
}

export async function removeEnvFile(directory: string): Promise<void> {
  await rm(join(directory, "env"), { force: true });
}

import journal from "@/drizzle/meta/_journal.json";
import packageJson from "@/package.json";

/** The version of this code, and the newest migration that it was written for. */
export const codeVersion = {
  app: packageJson.version,
  schema: journal.entries.at(-1)?.tag ?? "none",
} as const;

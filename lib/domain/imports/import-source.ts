/** Where jobs come from, each with a format of its own. The names are those of the wire and of keys. */
export const importSources = [
  "crontab",
  "curl",
  "cron-job-org",
  "uptime-kuma",
  "healthchecks",
  "github-actions",
  "eventbridge",
  "vercel",
] as const;
export type ImportSource = (typeof importSources)[number];

/** The most that a text may have. */
export const MAX_IMPORT_BYTES = 1_048_576;
/** The most jobs of one text, those that are refused included. */
export const MAX_IMPORT_JOBS = 5_000;

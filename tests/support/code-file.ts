import type { CodeFile } from "@/lib/services/code/read-code";

/** A file as a repository would hold it. */
export const yamlFile = (text: string): CodeFile => ({ text, format: "yaml" });

/** The same as JSON. */
export const jsonFile = (document: unknown): CodeFile => ({
  text: JSON.stringify(document),
  format: "json",
});

/** A routine of a file, every hour. */
export const codeRoutine = (key: string, overrides: Record<string, unknown> = {}) => ({
  key,
  name: `Routine ${key}`,
  endpoint_url: `https://example.com/${key}`,
  interval_minutes: 60,
  ...overrides,
});

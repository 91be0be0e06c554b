/** The databases that are prepared for cloning: the auth schema alone, then the migrations too. */
export const TEMPLATES = ["auth_only", "migrated"] as const;

export type Template = (typeof TEMPLATES)[number];

export type DatabaseKind = "postgres" | "embedded";

/** What the tests run on: a PostgreSQL server by default. */
export function databaseKind(): DatabaseKind {
  const kind = process.env.OPSPULSE_TEST_DATABASE ?? "postgres";
  if (kind === "postgres" || kind === "embedded") return kind;
  throw new Error(`OPSPULSE_TEST_DATABASE must be postgres or embedded, not ${kind}.`);
}

/**
 * Where the suites find what was prepared for them, as variables, because every suite runs in a
 * process of its own. In `OPSPULSE_TEST_DIRECTORY` lie `open`, which lists the test databases that
 * are open, and the embedded templates.
 */
export function stageVariable(
  name: "OPSPULSE_TEST_POSTGRES_URL" | "OPSPULSE_TEST_DIRECTORY",
): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is set by tests/support/global-setup.ts only.`);
  return value;
}

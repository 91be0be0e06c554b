/** What a check found, in a sentence, and what to do about it where that isn't nothing. */
export type Finding =
  { level: "ok"; found: string } | { level: "warning" | "problem"; found: string; advice: string };

/** What a check of this name has found. */
export type NamedFinding = { name: string } & Finding;

export const ok = (found: string): Finding => ({ level: "ok", found });

/** Something to know or to decide, which leaves no door open by itself. */
export const warning = (found: string, advice: string): Finding => ({
  level: "warning",
  found,
  advice,
});

/** Something that must be changed. */
export const problem = (found: string, advice: string): Finding => ({
  level: "problem",
  found,
  advice,
});

/** True where nothing must be changed. */
export const isHealthy = (findings: readonly NamedFinding[]): boolean =>
  findings.every(({ level }) => level !== "problem");

export type ReleaseNotes = { version: string; notes: readonly string[] };

/**
 * What each release of a changelog says under `### Upgrading`, the newest first. Releases are the headings
 * `## 1.2.3 - 2026-01-31`, and the next one `## 1.2.3 (unreleased)`.
 */
export function readUpgradeNotes(changelog: string): ReleaseNotes[] {
  return changelog.split(/^## /m).flatMap((section) => {
    const version = /^(\d+\.\d+\.\d+)/.exec(section)?.[1];
    if (version === undefined) return [];
    const text = /^### Upgrading\n(.*?)(?=^#|(?![^]))/ms.exec(section)?.[1] ?? "";
    const notes = text
      .split(/^- /m)
      .slice(1)
      .map((note) => note.replaceAll(/\s+/g, " ").trim());
    return [{ version, notes }];
  });
}

/** True where `one` is a later release than `other`. */
export function isNewer(one: string, other: string): boolean {
  const [first, second] = [one, other].map((version) => version.split(".").map(Number));
  for (const [index, number] of (first ?? []).entries()) {
    const own = second?.[index] ?? 0;
    if (number !== own) return number > own;
  }
  return false;
}

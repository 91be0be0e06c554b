import { isHealthy, type Finding, type NamedFinding } from "@/lib/domain/instance/finding";

const marks = { ok: "✓", warning: "!", problem: "✗" } as const;

const inOneLine = (text: string) => text.replaceAll(/\s+/g, " ");

/** One line for each check, and a summary. */
export function toLines(findings: readonly NamedFinding[]): string[] {
  const count = (wanted: Finding["level"]) =>
    findings.filter(({ level }) => level === wanted).length;
  return [
    ...findings.map((finding) => {
      const advice = finding.level === "ok" ? "" : `. ${finding.advice}`;
      return inOneLine(`${marks[finding.level]} ${finding.name}: ${finding.found}${advice}.`);
    }),
    `${count("ok")} in order, ${count("warning")} to look at, ${count("problem")} to fix`,
  ];
}

/** The same for a program. */
export const toJson = (findings: readonly NamedFinding[]): string =>
  JSON.stringify({ ok: isHealthy(findings), checks: findings }, null, 2);

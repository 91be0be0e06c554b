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

/** Shorter values would hide parts of ordinary words. */
const SHORTEST_HIDDEN = 6;

/**
 * Replaces every secret in what a check has found. No check knows one; this is for what a driver or a
 * server writes into the message of an error.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_HIDDEN)
    .sort((one, other) => other.length - one.length)
    .reduce((hidden, secret) => hidden.replaceAll(secret, "[secret]"), text);
}

/** The values among variables that must never be printed. */
export function secretsOf(variables: Record<string, string | null | undefined>): string[] {
  return Object.entries(variables).flatMap(([name, given]) => {
    const value = given?.trim() ?? "";
    if (name.startsWith("ROUTINE_SECRET_")) {
      return /__(?:ORIGINS|WORKSPACES|HEADER)$/.test(name) ? [] : [value];
    }
    if (name === "SUPABASE_PUBLISHABLE_KEY") return [];
    if (/SECRET|PASSWORD|TOKEN|_KEY(?:_|$)/.test(name)) return [value];
    const password = name.endsWith("_URL") ? (URL.parse(value)?.password ?? "") : "";
    return [password, unescape(password)];
  });
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

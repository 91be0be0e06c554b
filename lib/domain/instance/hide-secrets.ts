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

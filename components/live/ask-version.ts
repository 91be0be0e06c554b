const PATIENCE_MS = 10_000;
const UNAUTHORIZED = 401;
const NOT_MODIFIED = 304;

export type VersionAnswer =
  { is: "same" } | { is: "changed"; version: string } | { is: "signedOut" } | { is: "failed" };

function readVersion(answer: unknown): string | null {
  return typeof answer === "object" &&
    answer !== null &&
    "version" in answer &&
    typeof answer.version === "string"
    ? answer.version
    : null;
}

/** Whether what was seen as `version` is still so, as the server says. Never rejects. */
export async function askVersion(url: string, version: string): Promise<VersionAnswer> {
  try {
    const response = await fetch(url, {
      cache: "no-store",
      headers: { "If-None-Match": `"${version}"` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === NOT_MODIFIED) return { is: "same" };
    if (response.status === UNAUTHORIZED) return { is: "signedOut" };
    const answer = response.ok ? readVersion(await response.json()) : null;
    if (answer === null) return { is: "failed" };
    return answer === version ? { is: "same" } : { is: "changed", version: answer };
  } catch {
    return { is: "failed" };
  }
}

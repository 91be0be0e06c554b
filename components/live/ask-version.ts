const RESPOND_WITHIN_MS = 10_000;
const UNAUTHORIZED = 401;
const NOT_MODIFIED = 304;

export type VersionResponse =
  { is: "same" } | { is: "changed"; version: string } | { is: "signedOut" } | { is: "failed" };

function readVersion(body: unknown): string | null {
  return typeof body === "object" &&
    body !== null &&
    "version" in body &&
    typeof body.version === "string"
    ? body.version
    : null;
}

/** Asks the server whether `version` is still current. Never rejects. */
export async function askVersion(url: string, version: string): Promise<VersionResponse> {
  try {
    const response = await fetch(url, {
      cache: "no-store",
      headers: { "If-None-Match": `"${version}"` },
      signal: AbortSignal.timeout(RESPOND_WITHIN_MS),
    });
    if (response.status === NOT_MODIFIED) return { is: "same" };
    if (response.status === UNAUTHORIZED) return { is: "signedOut" };
    const current = response.ok ? readVersion(await response.json()) : null;
    if (current === null) return { is: "failed" };
    return current === version ? { is: "same" } : { is: "changed", version: current };
  } catch {
    return { is: "failed" };
  }
}

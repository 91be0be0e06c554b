const RESPOND_WITHIN_MS = 10_000;
const UNAUTHORIZED = 401;
const NOT_MODIFIED = 304;

/** Milliseconds until a routine of the workspace is due, and so something will change. */
export const NEXT_DUE_HEADER = "OpsPulse-Next-Due-Ms";

/** `nextDueMs` is null where nothing is going to be due. */
export type VersionResponse =
  | { is: "same"; nextDueMs: number | null }
  | { is: "changed"; version: string; nextDueMs: number | null }
  | { is: "signedOut" }
  | { is: "failed" };

function readNextDue(headers: Headers): number | null {
  const text = headers.get(NEXT_DUE_HEADER);
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

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
    const nextDueMs = readNextDue(response.headers);
    if (response.status === NOT_MODIFIED) return { is: "same", nextDueMs };
    if (response.status === UNAUTHORIZED) return { is: "signedOut" };
    const current = response.ok ? readVersion(await response.json()) : null;
    if (current === null) return { is: "failed" };
    return current === version
      ? { is: "same", nextDueMs }
      : { is: "changed", version: current, nextDueMs };
  } catch {
    return { is: "failed" };
  }
}

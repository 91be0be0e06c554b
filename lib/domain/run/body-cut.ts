import { KEPT_BODY_BYTES } from "@/lib/domain/run/run-evidence";

/** The longest character of UTF-8, less one: what a cut between characters may leave out. */
const CUT_SLACK_BYTES = 3;

/**
 * Whether a body was longer than what is kept of it. `bytes` is its length on the wire, which for a
 * compressed body is less than the length of its text.
 */
export function isBodyCut(body: string, bytes: number | null): boolean {
  if (bytes !== null && bytes > KEPT_BODY_BYTES) return true;
  const kept = new TextEncoder().encode(body).length;
  return kept >= KEPT_BODY_BYTES - CUT_SLACK_BYTES && kept !== bytes;
}

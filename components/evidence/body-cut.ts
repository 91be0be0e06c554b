import { KEPT_BODY_BYTES } from "@/lib/domain/run/run-evidence";

/** The longest character of UTF-8, less one: what a cut between characters may leave out. */
const CUT_SLACK_BYTES = 3;

/**
 * Whether more of a body came than is kept. `bytes` came over the wire, which for a compressed body
 * is less than its text has.
 */
export function isBodyCut(body: string, bytes: number | null): boolean {
  if (bytes !== null && bytes > KEPT_BODY_BYTES) return true;
  const kept = new TextEncoder().encode(body).length;
  return kept >= KEPT_BODY_BYTES - CUT_SLACK_BYTES && kept !== bytes;
}

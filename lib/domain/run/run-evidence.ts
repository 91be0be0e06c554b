import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** What is kept of an answer's body, in bytes. */
export const KEPT_BODY_BYTES = 4_096;

/**
 * Why a rule could not be held against the answer: `missing` (no such value or header), `not_json`,
 * `unreadable` (a body that cannot be unpacked), `pattern_too_slow`, `no_certificate` (no TLS).
 */
export const ruleFaults = [
  "missing",
  "not_json",
  "unreadable",
  "pattern_too_slow",
  "no_certificate",
] as const;
export type RuleFault = (typeof ruleFaults)[number];

/** A rule that an answer broke. `found` is what stood there instead, as text, where anything did. */
export type BrokenRule = { rule: SuccessRule; found: string | null; fault: RuleFault | null };

/** An answer that sent the request on: the URL that was asked, and the status that it gave. */
export type RedirectHop = { url: string; status: number };

/**
 * How long each step took, in milliseconds, added up over redirects; null for a step that there was
 * none of, as over a socket that was open already. `first_byte_ms` counts from the request to the
 * head of its answer.
 */
export type RunPhases = {
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
};

/** What is on record about an answer, with every secret masked. */
export type RunEvidence = {
  redirects: RedirectHop[];
  /** The ones of an allow list, names in lower case; null where no head arrived. */
  response_headers: Record<string, string> | null;
  /** The first 4 KB as text; null where it is not kept, or there is none. */
  response_body: string | null;
  broken_rules: BrokenRule[];
};

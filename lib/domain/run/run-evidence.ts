import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** The part of a response's body that is kept, in bytes. */
export const KEPT_BODY_BYTES = 4_096;

/**
 * Why a rule could not be judged: `missing` (no such value or header), `not_json`, `empty_body`,
 * `several_json` (JSON texts in a row, as in NDJSON) and `not_a_number` (NaN or Infinity) for a body that is
 * no JSON, `empty_list` (nothing for `[*]` to stand for), `no_length` (a number, a boolean or null),
 * `unreadable` (a body that cannot be unpacked), `cut_short` (one that ends before what was packed does),
 * `too_large` (one that unpacks to more than is read), `unknown_coding` (one in a coding that isn't
 * known), `pattern_too_slow`, `pattern_unusable` (invalid or too large), `too_costly` (no time or memory
 * was left to judge the body), `no_certificate` (no TLS).
 */
export const ruleFaults = [
  "missing",
  "not_json",
  "empty_body",
  "several_json",
  "not_a_number",
  "empty_list",
  "no_length",
  "unreadable",
  "cut_short",
  "too_large",
  "unknown_coding",
  "pattern_too_slow",
  "pattern_unusable",
  "too_costly",
  "no_certificate",
] as const;
export type RuleFault = (typeof ruleFaults)[number];

/**
 * A rule that a response broke. `found` is the text that it had instead, if any. `at` is the path of the
 * value that breaks a rule for all values of a list.
 */
export type BrokenRule = {
  rule: SuccessRule;
  found: string | null;
  fault: RuleFault | null;
  at?: string;
};

/** A response that redirected the request: the URL that was asked, and the status of its response. */
export type RedirectHop = { url: string; status: number };

/**
 * How long each step took, in milliseconds, added up over redirects; null for a step that did not
 * happen, as over a socket that was open already. `first_byte_ms` counts from the request to the head
 * of its response.
 */
export type RunPhases = {
  dns_ms: number | null;
  connect_ms: number | null;
  tls_ms: number | null;
  first_byte_ms: number | null;
};

/** The record of a response, with every secret masked. */
export type RunEvidence = {
  redirects: RedirectHop[];
  /** The headers of an allow list, names in lower case; null where no head arrived. */
  response_headers: Record<string, string> | null;
  /** The first 4 KB as text; null where the body is not kept, or there is none. */
  response_body: string | null;
  broken_rules: BrokenRule[];
};

import type { RuleFault } from "@/lib/domain/run/run-evidence";

/** What keeps every rule from being judged that reads the body. */
const bodyFaults: Partial<Record<RuleFault, string>> = {
  unreadable: "The body cannot be unpacked as a whole",
  cut_short: "The compressed body is cut short and cannot be unpacked as a whole",
  too_large: "The body unpacks to more than is read of it",
  unknown_coding: "The body has a Content-Encoding that cannot be unpacked",
  too_costly: "The body takes too much time or memory to judge",
  not_json: "The body is not JSON",
  empty_body: "The body is empty",
  several_json: "The body is not one JSON text but several in a row",
  not_a_number: "The body is not JSON: it has NaN or Infinity where a number should be",
};

/** A sentence about a fault of the body, with what a rule expects; null for no such fault. */
export function explainBodyFault(fault: RuleFault | null, expectation: string): string | null {
  const reason = fault === null ? undefined : bodyFaults[fault];
  return reason === undefined ? null : `${reason}, ${expectation}.`;
}

import type { BrokenRule, RuleFault } from "@/lib/domain/run/run-evidence";

/** What breaks a rule; null where it holds. */
export type Verdict = Omit<BrokenRule, "rule"> | null;

export const brokenBy = (found: string | null): Verdict => ({ found, fault: null });
export const faultOf = (fault: RuleFault): Verdict => ({ found: null, fault });

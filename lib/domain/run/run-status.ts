/**
 * RUNNING: written before the request is sent, held by a live lease. A crash leaves it for the
 * sweep. SUCCESS, FAIL: the outcome, one for each slot. ABANDONED: the lease ran out before a
 * result came; the slot may be attempted again. MISSED: no tick came in time and the routine's
 * misfire policy is SKIP; nothing was sent.
 */
export const runStatuses = ["RUNNING", "SUCCESS", "FAIL", "ABANDONED", "MISSED"] as const;
export type RunStatus = (typeof runStatuses)[number];

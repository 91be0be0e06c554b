import type { RunFilter, RunTrigger } from "@/lib/domain/run/run";

// The schemas beside these types are no part of the program, so the compiler compares the choices.
const filters: Readonly<Record<RunFilter, true>> = {
  RUNNING: true,
  SUCCESS: true,
  FAIL: true,
  ABANDONED: true,
  MISSED: true,
  DEGRADED: true,
  NOT_SUCCESS: true,
};
const triggers: Readonly<Record<RunTrigger, true>> = {
  MANUAL: true,
  SCHEDULE: true,
  REPLAY: true,
};

/** What a list of runs can be filtered by. */
export const runFilterChoices: readonly string[] = Object.keys(filters);
export const runTriggerChoices: readonly string[] = Object.keys(triggers);

"use client";

import { useActionState } from "react";
import type { ActionResult } from "@/lib/domain/action-result";
import type { RunDto } from "@/lib/domain/run/run";

export type RunNowState = ActionResult<RunDto> | null;
export type RunNowAction = (previous: RunNowState) => Promise<RunNowState>;

/** Runs a routine at once. `result` is the last run's, and null while one runs. */
export function useRunNow(action: RunNowAction) {
  const [result, run, isRunning] = useActionState(action, null);
  return { result: isRunning ? null : result, run, isRunning };
}

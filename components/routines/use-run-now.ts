"use client";

import { useActionState } from "react";
import type { ActionResult } from "@/lib/domain/action-result";
import type { RunDto } from "@/lib/domain/run/run";

export type RunNowState = ActionResult<RunDto> | null;
export type RunNowAction = (previous: RunNowState) => Promise<RunNowState>;

export function useRunNow(action: RunNowAction) {
  const [result, run, isRunning] = useActionState(action, null);
  return { result: isRunning ? null : result, run, isRunning };
}

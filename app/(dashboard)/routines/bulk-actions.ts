"use server";

import { refresh } from "next/cache";
import type { ActionResult } from "@/lib/domain/action-result";
import {
  MAX_RUN_AT_ONCE,
  type ChangeRoutinesInput,
  type ChangeRoutinesResult,
  type ManualRun,
} from "@/lib/domain/routine/routine-change";
import { dataArgument } from "@/lib/http/action-arguments";
import { deliverAfter } from "@/lib/http/deliver-after";
import { runAction } from "@/lib/http/run-action";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { runRoutinesNow } from "@/lib/services/runs/run-routines-now";

export async function changeRoutinesAction(
  input: ChangeRoutinesInput,
): Promise<ActionResult<ChangeRoutinesResult>> {
  const result = await runAction((context) => changeRoutines(context, dataArgument(input)));
  refresh();
  return result;
}

export async function runRoutinesNowAction(
  ids: readonly string[],
): Promise<ActionResult<ManualRun[]>> {
  const result = await runAction(
    async (context) => {
      const finished = await runRoutinesNow(context, dataArgument(ids));
      deliverAfter(context);
      return finished;
    },
    {
      rate: "runs",
      amount: Array.isArray(ids) ? Math.min(Math.max(ids.length, 1), MAX_RUN_AT_ONCE) : 1,
    },
  );
  refresh();
  return result;
}

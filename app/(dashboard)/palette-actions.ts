"use server";

import type { ActionResult } from "@/lib/domain/action-result";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";
import { textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { searchRoutines } from "@/lib/services/routines/search-routines";

export async function searchRoutinesAction(query: string): Promise<ActionResult<RoutineHit[]>> {
  return runAction((context) => searchRoutines(context, textArgument(query)), { rate: null });
}

/** The routine with this id, or null where the workspace has none. */
export async function findRoutineAction(id: string): Promise<RoutineHit | null> {
  const result = await runAction((context) => getRoutine(context, id), { rate: null });
  if (!result.ok) return null;
  const { name, endpoint_url, is_active } = result.data;
  return { id: result.data.id, name, endpoint_url, is_active };
}

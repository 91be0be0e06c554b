import type { ActionResult } from "@/lib/domain/action-result";

/** Changes a routine that is bound to it; what it did last is handed in. */
export type RoutineAction = (
  previous: ActionResult<unknown> | null,
) => Promise<ActionResult<unknown> | null>;

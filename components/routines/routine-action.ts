import type { ActionResult } from "@/lib/domain/action-result";

/** Changes the routine that is bound to it. Its argument is the last result, as `useActionState` passes it. */
export type RoutineAction = (
  previous: ActionResult<unknown> | null,
) => Promise<ActionResult<unknown> | null>;

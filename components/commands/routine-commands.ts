import type { ActionResult } from "@/lib/domain/action-result";
import type {
  ChangeRoutinesInput,
  ChangeRoutinesResult,
  ManualRun,
} from "@/lib/domain/routine/routine-change";

/** What a list of routines asks of the server. */
export type ListActions = {
  change: (input: ChangeRoutinesInput) => Promise<ActionResult<ChangeRoutinesResult>>;
  runNow: (ids: readonly string[]) => Promise<ActionResult<ManualRun[]>>;
};

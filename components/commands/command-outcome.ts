import type { NamedRoutine } from "@/components/commands/command-actions";
import type { ActionFailure } from "@/lib/domain/action-result";
import type {
  ChangeRoutinesInput,
  ChangeRoutinesResult,
  ManualRun,
  RoutineChange,
} from "@/lib/domain/routine/routine-change";
import { undoOfChange } from "@/lib/domain/routine/undo-change";

/** The outcome of the last command for routines, or its progress. */
export type CommandOutcome =
  | { kind: "working" }
  | { kind: "running"; done: number; total: number }
  | { kind: "ran"; routines: readonly NamedRoutine[]; runs: readonly ManualRun[] }
  | {
      kind: "changed";
      change: RoutineChange;
      tags: readonly string[];
      result: ChangeRoutinesResult;
    }
  | { kind: "failed"; change: RoutineChange | null; failure: ActionFailure }
  | { kind: "lost" }
  | { kind: "copied"; isCopied: boolean };

/** The change that undoes one; null for one that cannot be undone. */
export function undoOf(outcome: CommandOutcome): ChangeRoutinesInput | null {
  if (outcome.kind !== "changed" || outcome.result.changed.length === 0) return null;
  const { change, tags, result } = outcome;
  const undo = undoOfChange(change, tags);
  if (undo === null) return null;
  const selection = { ids: result.changed };
  return tags.length === 0 ? { change: undo, selection } : { change: undo, selection, tags };
}

/**
 * Counts the runs that succeeded, that did not, and that never started, with the reason of the
 * first of the last.
 */
export function countRuns(runs: readonly ManualRun[]) {
  const ran = runs.filter((run) => run.ok);
  const succeeded = ran.filter(({ run }) => run.status === "SUCCESS").length;
  const notStarted = runs.filter((run) => !run.ok);
  return {
    ran: ran.length,
    succeeded,
    failed: ran.length - succeeded,
    notRun: notStarted.length,
    reason: notStarted[0]?.code ?? null,
  };
}

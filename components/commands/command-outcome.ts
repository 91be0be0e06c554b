import type { NamedRoutine } from "@/components/commands/command-actions";
import type { ActionResult } from "@/lib/domain/action-result";
import type {
  ChangeRoutinesResult,
  ManualRun,
  RoutineChange,
} from "@/lib/domain/routine/routine-change";

type Failure = Extract<ActionResult<never>, { ok: false }>;

/** What came of the last thing that was done to routines of a list, or how far it is. */
export type CommandOutcome =
  | { kind: "working" }
  | { kind: "running"; done: number; total: number }
  | { kind: "ran"; routines: readonly NamedRoutine[]; runs: readonly ManualRun[] }
  | { kind: "changed"; change: RoutineChange; result: ChangeRoutinesResult }
  | { kind: "failed"; change: RoutineChange | null; failure: Failure }
  | { kind: "lost" }
  | { kind: "copied"; isCopied: boolean };

/** The change that takes a change back; null for one that cannot be. */
export function undoOf(outcome: CommandOutcome): { change: RoutineChange; ids: string[] } | null {
  if (outcome.kind !== "changed" || outcome.result.changed.length === 0) return null;
  const ids = outcome.result.changed;
  switch (outcome.change) {
    case "pause":
      return { change: "resume", ids };
    case "resume":
      return { change: "pause", ids };
    case "delete":
      return null;
  }
}

/** How many of the runs went well, how many did not, and why others were not even started. */
export function countRuns(runs: readonly ManualRun[]) {
  const ran = runs.filter((run) => run.ok);
  const succeeded = ran.filter(({ run }) => run.status === "SUCCESS").length;
  const refused = runs.filter((run) => !run.ok);
  return {
    ran: ran.length,
    succeeded,
    failed: ran.length - succeeded,
    notRun: refused.length,
    reason: refused[0]?.code ?? null,
  };
}

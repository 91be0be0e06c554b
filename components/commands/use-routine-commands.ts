"use client";

import { useCallback, useState, useTransition } from "react";
import type { NamedRoutine, RoutineCommands } from "@/components/commands/command-actions";
import type { CommandOutcome } from "@/components/commands/command-outcome";
import type { ChangeRoutinesInput, ManualRun } from "@/lib/domain/routine/routine-change";

/** Runs of a selection that are under way side by side. */
const RUNS_AT_ONCE = 5;

/** Does things to routines, one after another, and keeps what came of the last. */
export function useRoutineCommands(actions: RoutineCommands) {
  const [outcome, setOutcome] = useState<CommandOutcome | null>(null);
  const [isPending, startTransition] = useTransition();

  const change = useCallback(
    (input: ChangeRoutinesInput, onDone?: () => void) => {
      setOutcome({ kind: "working" });
      startTransition(async () => {
        try {
          const answer = await actions.change(input);
          if (answer.ok) onDone?.();
          setOutcome(
            answer.ok
              ? { kind: "changed", change: input.change, result: answer.data }
              : { kind: "failed", change: input.change, failure: answer },
          );
        } catch {
          setOutcome({ kind: "lost" });
        }
      });
    },
    [actions],
  );

  const runNow = useCallback(
    (routines: readonly NamedRoutine[]) => {
      setOutcome({ kind: "running", done: 0, total: routines.length });
      startTransition(async () => {
        const runs: ManualRun[] = [];
        try {
          while (runs.length < routines.length) {
            const batch = routines.slice(runs.length, runs.length + RUNS_AT_ONCE);
            const answer = await actions.runNow(batch.map(({ id }) => id));
            if (!answer.ok) {
              setOutcome({ kind: "failed", change: null, failure: answer });
              return;
            }
            runs.push(...answer.data);
            setOutcome({ kind: "running", done: runs.length, total: routines.length });
          }
          setOutcome({ kind: "ran", routines, runs });
        } catch {
          setOutcome({ kind: "lost" });
        }
      });
    },
    [actions],
  );

  const copy = useCallback(async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome({ kind: "copied", isCopied: true });
    } catch {
      // As over plain HTTP, where browsers keep the clipboard to themselves.
      setOutcome({ kind: "copied", isCopied: false });
    }
  }, []);

  const dismiss = useCallback(() => setOutcome(null), []);
  return { outcome, isPending, change, runNow, copy, dismiss };
}

"use client";

import { useCallback, useState, useTransition } from "react";
import type { NamedRoutine, RoutineCommands } from "@/components/commands/command-actions";
import type { CommandOutcome } from "@/components/commands/command-outcome";
import type { ChangeRoutinesInput, ManualRun } from "@/lib/domain/routine/routine-change";

/** Runs of a selection that are in flight at once. */
const RUNS_AT_ONCE = 5;

/** Sends commands for routines one after another, and keeps the outcome of the last. */
export function useRoutineCommands(actions: RoutineCommands) {
  const [outcome, setOutcome] = useState<CommandOutcome | null>(null);
  const [isPending, startTransition] = useTransition();

  const change = useCallback(
    (input: ChangeRoutinesInput, onDone?: () => void) => {
      setOutcome({ kind: "working" });
      startTransition(async () => {
        try {
          const result = await actions.change(input);
          if (result.ok) onDone?.();
          setOutcome(
            result.ok
              ? {
                  kind: "changed",
                  change: input.change,
                  tags: input.tags ?? [],
                  result: result.data,
                }
              : { kind: "failed", change: input.change, failure: result },
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
            const result = await actions.runNow(batch.map(({ id }) => id));
            if (!result.ok) {
              setOutcome({ kind: "failed", change: null, failure: result });
              return;
            }
            runs.push(...result.data);
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
      // Browsers refuse the clipboard over plain HTTP.
      setOutcome({ kind: "copied", isCopied: false });
    }
  }, []);

  const dismiss = useCallback(() => setOutcome(null), []);
  return { outcome, isPending, change, runNow, copy, dismiss };
}

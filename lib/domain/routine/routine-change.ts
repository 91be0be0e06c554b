import { z } from "zod";
import type { ErrorCode, FieldProblem } from "@/lib/domain/errors";
import { routineFilter } from "@/lib/domain/routine/routine";
import { MAX_CHANGED_ROUTINES } from "@/lib/domain/routine/routine-options";
import type { RunDto } from "@/lib/domain/run/run";

export const routineChanges = ["pause", "resume", "delete"] as const;
export type RoutineChange = (typeof routineChanges)[number];

const byIds = z.strictObject({
  ids: z
    .array(z.uuid({ error: "selection_invalid" }))
    .min(1, { error: "selection_invalid" })
    .max(MAX_CHANGED_ROUTINES, { error: "selection_invalid" }),
});

/** `count` is how many routines the caller believes to fit the filter. */
const byFilter = z.strictObject({ filter: routineFilter, count: z.int().min(0) });

export const changeRoutinesInput = z.strictObject({
  selection: z.union([byIds, byFilter], { error: "selection_invalid" }),
  change: z.enum(routineChanges),
});

/** As a screen writes it: a filter is as the address of a list has it. */
export type ChangeRoutinesInput = {
  selection:
    | { ids: readonly string[] }
    | { filter: Readonly<Record<string, string | undefined>>; count: number };
  change: RoutineChange;
};

/** What came of a change to many routines. */
export type ChangeRoutinesResult = {
  /** The routines that were changed. */
  changed: string[];
  /** How many were so already, or are gone. */
  unchanged: number;
  /** Those that a rule keeps from being resumed, with the first rule that does. */
  skipped: { id: string; name: string; problem: FieldProblem }[];
};

/** Routines that are run by hand at once. */
export const MAX_RUN_AT_ONCE = 10;

export const runRoutinesNowInput = z
  .array(z.uuid({ error: "selection_invalid" }))
  .min(1, { error: "selection_invalid" })
  .max(MAX_RUN_AT_ONCE, { error: "selection_invalid" });

/** What came of one run by hand: its outcome, or why there was none. */
export type ManualRun =
  | {
      ok: true;
      routine_id: string;
      run: Pick<
        RunDto,
        "id" | "status" | "is_degraded" | "http_status" | "duration_ms" | "error_code"
      >;
    }
  | { ok: false; routine_id: string; code: ErrorCode };

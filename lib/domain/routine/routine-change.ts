import { z } from "zod";
import type { ErrorCode, FieldProblem } from "@/lib/domain/errors";
import { problem } from "@/lib/domain/field-problems";
import { routineFilter } from "@/lib/domain/routine/routine";
import { MAX_CHANGED_ROUTINES } from "@/lib/domain/routine/routine-options";
import type { RunDto } from "@/lib/domain/run/run";
import { routineTags } from "@/lib/domain/tags/tag";

const plainChanges = ["pause", "resume", "delete"] as const;
const tagChanges = ["tag", "untag"] as const;

/** `tag` adds tags to what a routine has, and `untag` takes them away. */
export type RoutineChange = (typeof plainChanges)[number] | (typeof tagChanges)[number];

const routineIds = (max: number) =>
  z
    .array(z.uuid(problem("selection_invalid")))
    .min(1, problem("selection_invalid"))
    .max(max, problem("selection_invalid"));

const byIds = z.strictObject({ ids: routineIds(MAX_CHANGED_ROUTINES) });

/** `count` is the number of routines that the caller was shown for the filter. */
const byFilter = z.strictObject({ filter: routineFilter, count: z.int().min(0) });

const selection = z.union([byIds, byFilter], problem("selection_invalid"));

export const changeRoutinesInput = z.discriminatedUnion("change", [
  z.strictObject({ selection, change: z.enum(plainChanges) }),
  z.strictObject({
    selection,
    change: z.enum(tagChanges),
    tags: routineTags.refine((names) => names.length > 0, problem("tag_name_required")),
  }),
]);

/** A change of selected routines, as it was read. */
export type SelectedChange = z.infer<typeof changeRoutinesInput>;

/** The input as a screen writes it, with a filter as the URL of a list has it. */
export type ChangeRoutinesInput = {
  selection:
    | { ids: readonly string[] }
    | { filter: Readonly<Record<string, string | undefined>>; count: number };
  change: RoutineChange;
  /** The tags that are added or taken away. */
  tags?: readonly string[];
};

/** The outcome of a change to many routines. */
export type ChangeRoutinesResult = {
  /** The routines that were changed. */
  changed: string[];
  /** How many needed no change, or are gone. */
  unchanged: number;
  /** Those that cannot be resumed, or have too many tags, each with its first problem. */
  skipped: { id: string; name: string; problem: FieldProblem }[];
};

/** Routines that one manual run may start. */
export const MAX_RUN_AT_ONCE = 10;

export const runRoutinesNowInput = routineIds(MAX_RUN_AT_ONCE);

/** The outcome of one manual run, or why there was none. */
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

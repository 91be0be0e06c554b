import { z } from "zod";
import type { ProblemCode as ApiProblemCode } from "@/lib/domain/api/problem-types";
import type { FieldProblem } from "@/lib/domain/errors";
import { problem, type ProblemCode } from "@/lib/domain/field-problems";
import { routineFilter } from "@/lib/domain/routine/routine";
import {
  MAX_RUN_AT_ONCE,
  type ManualRun,
  type RoutineChange,
} from "@/lib/domain/routine/routine-change";
import { MAX_CHANGED_ROUTINES } from "@/lib/domain/routine/routine-options";
import { routineTags } from "@/lib/domain/tags/tag";

export const bulkActions = ["pause", "resume", "delete", "run", "tag", "untag"] as const;

/** A filter as JSON writes it: the parameters of the list, with true and false as they are. */
const filter = routineFilter.extend({
  is_active: z.boolean(problem("is_active_not_boolean")).optional(),
});

/** One action for many routines, which are named or match a filter. */
export const bulkRoutinesInput = z
  .strictObject({
    action: z.enum(bulkActions, problem("bulk_action_unknown")),
    ids: z
      .array(z.uuid(problem("routine_id_invalid")), problem("selection_invalid"))
      .min(1, problem("selection_invalid"))
      .max(MAX_CHANGED_ROUTINES, problem("selection_invalid"))
      .optional(),
    filter: filter.optional(),
    /** The number of routines that the caller expects the filter to match. */
    count: z.int(problem("bulk_count_required")).min(0, problem("bulk_count_required")).optional(),
    tags: routineTags.optional(),
  })
  .superRefine((input, context) => {
    const report = (path: string, code: ProblemCode, params?: Record<string, number>) =>
      context.addIssue({ code: "custom", path: [path], message: code, ...(params && { params }) });
    const { action, ids, tags } = input;
    if (action === "run") {
      const isFew = ids !== undefined && ids.length <= MAX_RUN_AT_ONCE;
      if (!isFew) report("ids", "bulk_run_by_ids", { max: MAX_RUN_AT_ONCE });
      return;
    }
    if ((ids === undefined) === (input.filter === undefined)) report("ids", "selection_invalid");
    if (action === "delete" && input.filter !== undefined && input.count === undefined) {
      report("count", "bulk_count_required");
    }
    const isTagging = action === "tag" || action === "untag";
    if (isTagging && (tags === undefined || tags.length === 0)) report("tags", "tag_name_required");
  });
export type BulkRoutinesInput = z.infer<typeof bulkRoutinesInput>;

/**
 * What the action did to one routine:
 * - CHANGED: what was asked.
 * - UNCHANGED: nothing, because it was so already.
 * - NOT_FOUND: nothing, because the workspace has no such routine.
 * - REFUSED: nothing, because of the `problem`.
 * - RAN: the request was sent, and `run` is its outcome.
 * - NOT_RUN: no request was sent, for the reason in `code`.
 */
export const bulkOutcomes = [
  "CHANGED",
  "UNCHANGED",
  "NOT_FOUND",
  "REFUSED",
  "RAN",
  "NOT_RUN",
] as const;

export type BulkResult = {
  id: string;
  outcome: (typeof bulkOutcomes)[number];
  problem: FieldProblem | null;
  run: Extract<ManualRun, { ok: true }>["run"] | null;
  code: ApiProblemCode | null;
};

export type BulkRoutinesResult = {
  action: (typeof bulkActions)[number];
  /** One for each routine that was named or matched. */
  results: BulkResult[];
  changed: number;
  /** The same call that takes the action back; null where there is none, or nothing was changed. */
  undo: { action: RoutineChange; ids: string[]; tags?: string[] } | null;
};

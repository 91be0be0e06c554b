import {
  bulkRoutinesInput,
  type BulkResult,
  type BulkRoutinesInput,
  type BulkRoutinesResult,
} from "@/lib/domain/routine/bulk";
import type { RoutineChange, SelectedChange } from "@/lib/domain/routine/routine-change";
import { undoOfChange } from "@/lib/domain/routine/undo-change";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireReal } from "@/lib/services/rehearsal";
import { applyChange } from "@/lib/services/routines/change-routines";
import { runRoutinesNow } from "@/lib/services/runs/run-routines-now";
import { requireRole } from "@/lib/services/workspaces/require-role";

const EMPTY = { problem: null, run: null, code: null };

/**
 * The input of `bulkRoutines`, checked before anything is counted or done.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {ValidationError} with every problem at its field.
 */
export function readBulkInput(context: ServiceContext, input: unknown): BulkRoutinesInput {
  requireRole(context, "MEMBER");
  const parsed = parseInput(bulkRoutinesInput, input);
  return parsed.ids === undefined ? parsed : { ...parsed, ids: [...new Set(parsed.ids)] };
}

function toSelectedChange(
  change: RoutineChange,
  { ids, filter = {}, count = 0, tags = [] }: BulkRoutinesInput,
): SelectedChange {
  const selection = ids === undefined ? { filter, count } : { ids };
  return change === "tag" || change === "untag"
    ? { selection, change, tags }
    : { selection, change };
}

async function runAll(context: ServiceContext, ids: readonly string[]): Promise<BulkResult[]> {
  const runs = await runRoutinesNow(context, ids);
  return runs.map((ran): BulkResult => {
    const id = ran.routine_id;
    if (ran.ok) return { ...EMPTY, id, outcome: "RAN", run: ran.run };
    const outcome = ran.code === "NOT_FOUND" ? "NOT_FOUND" : "NOT_RUN";
    return { ...EMPTY, id, outcome, code: ran.code };
  });
}

/**
 * Does one thing to many routines and says for each what was done. Changes are made in one transaction;
 * a routine with a problem stays as it is, and the others are changed. Runs are started at the same time.
 * @throws as `applyChange`, and as `runRoutinesNow`; {ValidationError} for a rehearsal of runs.
 */
export async function bulkRoutines(
  context: ServiceContext,
  input: BulkRoutinesInput,
): Promise<BulkRoutinesResult> {
  const { action, ids = [], tags = [] } = input;
  if (action === "run") {
    requireReal(context);
    const results = await runAll(context, ids);
    return { action, results, changed: 0, undo: null };
  }
  const { found, changed, skipped } = await applyChange(context, toSelectedChange(action, input));
  const [foundIds, changedIds] = [new Set(found), new Set(changed)];
  const problems = new Map(skipped.map(({ id, problem }) => [id, problem]));
  const resultOf = (id: string): BulkResult => {
    const problem = problems.get(id) ?? null;
    if (problem !== null) return { ...EMPTY, id, outcome: "REFUSED", problem };
    if (changedIds.has(id)) return { ...EMPTY, id, outcome: "CHANGED" };
    return { ...EMPTY, id, outcome: foundIds.has(id) ? "UNCHANGED" : "NOT_FOUND" };
  };
  const undo = changed.length === 0 ? null : undoOfChange(action, tags);
  return {
    action,
    results: (input.ids ?? found).map(resultOf),
    changed: changed.length,
    undo: undo && { action: undo, ids: changed, ...(tags.length > 0 && { tags: [...tags] }) },
  };
}

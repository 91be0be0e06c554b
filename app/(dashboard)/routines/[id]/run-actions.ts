"use server";

import type { ActionResult } from "@/lib/domain/action-result";
import type { Page, RunDto } from "@/lib/domain/run/run";
import { runAction } from "@/lib/http/run-action";
import { listRuns } from "@/lib/services/runs/list-runs";

const PAGE_ROWS = 50;

/** A further page of a routine's history. */
export async function loadRunsAction(
  filters: Readonly<Record<string, string | undefined>>,
  cursor: string,
): Promise<ActionResult<Page<RunDto>>> {
  return runAction((context) => listRuns(context, { ...filters, limit: PAGE_ROWS, cursor }), {
    rate: null,
  });
}

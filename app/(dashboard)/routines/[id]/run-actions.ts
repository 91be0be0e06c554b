"use server";

import type { ActionResult } from "@/lib/domain/action-result";
import type { Page, RunDto } from "@/lib/domain/run/run";
import { dataArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { listRuns } from "@/lib/services/runs/list-runs";

const PAGE_ROWS = 50;

/** A further page of a routine's history. */
export async function loadRunsAction(
  filters: Readonly<Record<string, string | undefined>>,
  cursor: string,
): Promise<ActionResult<Page<RunDto>>> {
  const given = dataArgument(filters);
  const query = {
    ...(typeof given === "object" ? given : {}),
    limit: PAGE_ROWS,
    cursor: textArgument(cursor),
  };
  return runAction((context) => listRuns(context, query), { rate: null });
}

import { keysOf } from "@/db/queries/routine-columns";
import { listColumns, type RunInDetail, type RunWithRoutine } from "@/db/queries/runs";
import type { RunDetailDto, RunDto } from "@/lib/domain/run/run";
import { findRunErrorDetail } from "@/lib/domain/run/run-error-detail";
import { toWire, type Wire } from "@/lib/domain/wire";

const shown = [...keysOf(listColumns), "routineName"] as const;

/** A row of the history in the wire format. */
export function toRunDto(run: RunWithRoutine): RunDto {
  const wire = toWire(run, shown);
  const dto: RunDto = { ...wire, error_detail: findRunErrorDetail(wire) };
  // A column that is not for the wire does not compile here: `listColumns` must leave it out.
  return dto satisfies Record<keyof Wire<RunWithRoutine>, unknown>;
}

/** A row of the history with its evidence, in the wire format. */
export const toRunDetailDto = (run: RunInDetail): RunDetailDto => ({
  ...toRunDto(run),
  redirects: run.redirectsJson ?? [],
  response_headers: run.responseHeadersJson,
  response_body: run.responseBody,
  broken_rules: run.brokenRulesJson ?? [],
});

import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDetailDto } from "@/lib/domain/run/run";
import type { SentTexts } from "@/lib/domain/run/test-result";
import { fillRequest } from "@/lib/domain/template/fill-request";
import { momentOfRun } from "@/lib/domain/template/moment-of-run";

/** What the texts of a routine's request, and the values in them, depend on. */
export type FillingRoutine = Pick<
  RoutineDto,
  | "endpoint_url"
  | "headers_json"
  | "body"
  | "fill_values"
  | "interval_minutes"
  | "cron_expression"
  | "run_at"
  | "gap_policy"
  | "timezone"
  | "next_run_at"
>;

/** The texts of a routine's request with the values of one of its runs; null where it names none. */
export function fillForRun(
  routine: FillingRoutine,
  run: Pick<RunDetailDto, "id" | "attempt" | "scheduled_for" | "started_at" | "created_at">,
): SentTexts | null {
  if (!routine.fill_values) return null;
  const { endpoint_url: url, headers_json: headers, body } = routine;
  const schedule = {
    intervalMinutes: routine.interval_minutes,
    cronExpression: routine.cron_expression,
    runAt: routine.run_at === null ? null : new Date(routine.run_at),
    gapPolicy: routine.gap_policy,
    timezone: routine.timezone,
  };
  const moment = momentOfRun(schedule, {
    runId: run.id,
    attempt: run.attempt,
    slot: run.scheduled_for === null ? null : new Date(run.scheduled_for),
    startedAt: new Date(run.started_at ?? run.created_at),
    anchor: new Date(routine.next_run_at),
  });
  const texts = { url, headers, body };
  const filled = fillRequest(texts, moment);
  return filled === texts
    ? null
    : { endpoint_url: filled.url, headers_json: { ...filled.headers }, body: filled.body };
}

import { packFigures, unpackFigures } from "@/components/runs/figure-code";
import type { PulseMark } from "@/lib/domain/overview";
import { runErrorCodes } from "@/lib/domain/run-outcome";
import { runStatuses } from "@/lib/domain/run-status";

const HEX_DIGITS = 32;

const timeOf = (value: string | null) => (value === null ? null : Date.parse(value));
const since = (time: number | null, from: number) => (time === null ? null : time - from);
const after = (from: number, ms: number | null | undefined) =>
  ms === null || ms === undefined ? null : new Date(from + ms).toISOString();

/**
 * The runs of a chart in one short text: a page sends hundreds of them, anew with every run. A run is
 * its id without dashes, and figures, with its times counted from the run before.
 */
export function packMarks(marks: readonly PulseMark[]): string {
  let last = 0;
  return marks
    .map((mark) => {
      const created = Date.parse(mark.created_at);
      const figures = packFigures([
        created - last,
        since(timeOf(mark.scheduled_for), created),
        since(timeOf(mark.started_at), created),
        runStatuses.indexOf(mark.status),
        mark.is_degraded ? 1 : 0,
        mark.http_status,
        mark.duration_ms,
        mark.error_code === null ? null : runErrorCodes.indexOf(mark.error_code),
        mark.lag_ms,
      ]);
      last = created;
      return mark.id.replaceAll("-", "") + figures;
    })
    .join(";");
}

/** What `packMarks` wrote. */
export function unpackMarks(code: string): PulseMark[] {
  const marks: PulseMark[] = [];
  let created = 0;
  for (const text of code.split(";")) {
    const [sinceLast, scheduled, started, status, degraded, http, duration, error, lag] =
      unpackFigures(text.slice(HEX_DIGITS));
    const known = runStatuses[status ?? -1];
    if (known === undefined) continue;
    created += sinceLast ?? 0;
    marks.push({
      id: text.slice(0, HEX_DIGITS).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      status: known,
      is_degraded: degraded === 1,
      http_status: http ?? null,
      duration_ms: duration ?? null,
      error_code: runErrorCodes[error ?? -1] ?? null,
      lag_ms: lag ?? null,
      scheduled_for: after(created, scheduled),
      started_at: after(created, started),
      created_at: new Date(created).toISOString(),
    });
  }
  return marks;
}

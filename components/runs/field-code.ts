import { packFigures, unpackFigures } from "@/components/runs/figure-code";
import { runErrorCodes } from "@/lib/domain/run-outcome";
import { runStatuses } from "@/lib/domain/run-status";
import type { PulseColumn } from "@/lib/domain/overview";

/**
 * The columns of a row of the field in one short text: a page with a thousand marks would else be
 * heavy to write, to send and to read. Times are counted from the mark before, as most are the same
 * number of minutes apart.
 */
export function packColumns(columns: readonly PulseColumn[]): string {
  const times = columns.map(({ worst }) => Date.parse(worst.at));
  return columns
    .map(({ column, runs, failed, worst }, index) =>
      packFigures([
        column,
        runs,
        failed,
        (times[index] ?? 0) - (times[index - 1] ?? 0),
        runStatuses.indexOf(worst.status),
        worst.is_degraded ? 1 : 0,
        worst.http_status,
        worst.duration_ms,
        worst.error_code === null ? null : runErrorCodes.indexOf(worst.error_code),
        worst.lag_ms,
      ]),
    )
    .join(";");
}

/** What `packColumns` wrote. */
export function unpackColumns(code: string): PulseColumn[] {
  const columns: PulseColumn[] = [];
  let at = 0;
  for (const mark of code.split(";")) {
    const [column, runs, failed, sinceLast, status, degraded, http, duration, error, lag] =
      unpackFigures(mark);
    const known = runStatuses[status ?? -1];
    if (known === undefined) continue;
    at += sinceLast ?? 0;
    columns.push({
      column: column ?? 0,
      runs: runs ?? 0,
      failed: failed ?? 0,
      worst: {
        at: new Date(at).toISOString(),
        status: known,
        is_degraded: degraded === 1,
        http_status: http ?? null,
        duration_ms: duration ?? null,
        error_code: runErrorCodes[error ?? -1] ?? null,
        lag_ms: lag ?? null,
      },
    });
  }
  return columns;
}

import { runErrorCodes } from "@/lib/domain/run-outcome";
import { runStatuses } from "@/lib/domain/run-status";
import type { PulseColumn } from "@/lib/domain/overview";

/** The base in which figures are written. */
const RADIX = 36;

const pack = (figure: number | null) => (figure === null ? "" : figure.toString(RADIX));
const unpack = (text: string | undefined) =>
  text === undefined || text === "" ? null : parseInt(text, RADIX);

/**
 * The columns of a row of the field in one short text: a page with a thousand marks would else be
 * heavy to write, to send and to read.
 */
export function packColumns(columns: readonly PulseColumn[]): string {
  return columns
    .map(({ column, runs, failed, worst }) =>
      [
        column,
        runs,
        failed,
        Date.parse(worst.at),
        runStatuses.indexOf(worst.status),
        worst.is_degraded ? 1 : 0,
        worst.http_status,
        worst.duration_ms,
        worst.error_code === null ? null : runErrorCodes.indexOf(worst.error_code),
        worst.lag_ms,
      ]
        .map(pack)
        .join(","),
    )
    .join(";");
}

function unpackColumn(code: string): PulseColumn[] {
  const [column, runs, failed, at, status, degraded, http, duration, error, lag] = code
    .split(",")
    .map(unpack);
  const known = runStatuses[status ?? -1];
  if (known === undefined || at == null) return [];
  return [
    {
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
    },
  ];
}

/** What `packColumns` wrote. */
export const unpackColumns = (code: string): PulseColumn[] => code.split(";").flatMap(unpackColumn);

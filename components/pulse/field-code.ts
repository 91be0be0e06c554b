import {
  outcomeFigures,
  packFigures,
  readOutcome,
  unpackFigures,
} from "@/components/pulse/figure-code";
import type { PulseColumn } from "@/lib/domain/run/pulse";

/**
 * The columns of a row of the field in one short text: an answer with a thousand marks would else be
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
        ...outcomeFigures(worst),
      ]),
    )
    .join(";");
}

/** What `packColumns` wrote. */
export function unpackColumns(code: string): PulseColumn[] {
  const columns: PulseColumn[] = [];
  let at = 0;
  for (const mark of code.split(";")) {
    const [column, runs, failed, sinceLast, ...figures] = unpackFigures(mark);
    const outcome = readOutcome(figures);
    if (outcome === null) continue;
    at += sinceLast ?? 0;
    columns.push({
      column: column ?? 0,
      runs: runs ?? 0,
      failed: failed ?? 0,
      worst: { at: new Date(at).toISOString(), ...outcome },
    });
  }
  return columns;
}

import {
  outcomeFigures,
  packFigures,
  readOutcome,
  unpackFigures,
} from "@/components/pulse/figure-code";
import type { PulseMark } from "@/lib/domain/run/pulse";

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
        ...outcomeFigures(mark),
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
    const [sinceLast, scheduled, started, ...figures] = unpackFigures(text.slice(HEX_DIGITS));
    const outcome = readOutcome(figures);
    if (outcome === null) continue;
    created += sinceLast ?? 0;
    marks.push({
      id: text.slice(0, HEX_DIGITS).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      ...outcome,
      scheduled_for: after(created, scheduled),
      started_at: after(created, started),
      created_at: new Date(created).toISOString(),
    });
  }
  return marks;
}

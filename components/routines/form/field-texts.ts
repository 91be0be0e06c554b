import type { FieldProblem } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { MAX_INTERVAL_MINUTES, type RoutineLimits } from "@/lib/domain/routine/routine-options";
import { fromZonedTime, toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";

export type HeaderLines = { headers: Record<string, string>; problems: FieldProblem[] };

/** Headers from lines `Name: value`. Empty lines are skipped; a line that is not a header is a problem. */
export function parseHeaderLines(text: string): HeaderLines {
  const entries: [string, string][] = [];
  const problems: FieldProblem[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim();
    const params = { line: index + 1 };
    if (name === "") {
      problems.push({
        path: "headers_json",
        code: "header_line_malformed",
        message: `Line ${params.line} is not a header. Write it as Name: value.`,
        params,
      });
    } else if (entries.some(([known]) => known === name)) {
      problems.push({
        path: "headers_json",
        code: "header_line_repeated",
        message: `Line ${params.line} repeats a header. Keep one of the two.`,
        params,
      });
    } else {
      entries.push([name, line.slice(colon + 1).trim()]);
    }
  });
  return { headers: Object.fromEntries(entries), problems };
}

/** The minutes between two runs as typed; null while they are no valid interval. */
export function draftInterval(
  { interval_minutes }: { interval_minutes: string },
  { minIntervalMinutes }: RoutineLimits,
): number | null {
  const minutes = Number(interval_minutes);
  return Number.isInteger(minutes) &&
    minutes >= minIntervalMinutes &&
    minutes <= MAX_INTERVAL_MINUTES
    ? minutes
    : null;
}

export type RoutineTimes = Pick<RoutineDto, "run_at" | "starts_at" | "ends_at">;

/**
 * The instant that a field means, or null for none; text that is not a time stays as it is, and the
 * domain refuses it. A field that still shows `kept` means that very instant: a clock that is set back
 * shows an hour twice, so that its text can mean either.
 */
function toInstant(text: string, timezone: string, kept: string | null): string | null {
  if (text === "") return null;
  const zone = zoneOrUtc(timezone);
  const isKept = kept !== null && sameWallTime(text, toZonedTime(new Date(kept), zone));
  return isKept ? kept : (fromZonedTime(text, zone)?.toISOString() ?? text);
}

/** Browsers write the seconds of a time in fewer figures where they can. */
export function sameWallTime(a: string, b: string): boolean {
  return Date.parse(`${a}Z`) === Date.parse(`${b}Z`);
}

/** The times that the fields mean, as instants. `current` is the routine that is edited. */
export function draftTimes(
  values: Record<"timezone" | keyof RoutineTimes, string>,
  current: RoutineTimes | null,
): RoutineTimes {
  const timezone = values.timezone.trim();
  return {
    run_at: toInstant(values.run_at, timezone, current?.run_at ?? null),
    starts_at: toInstant(values.starts_at, timezone, current?.starts_at ?? null),
    ends_at: toInstant(values.ends_at, timezone, current?.ends_at ?? null),
  };
}

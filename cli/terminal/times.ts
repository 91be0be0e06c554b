import { UsageError } from "@/cli/errors";

const two = (number: number) => String(number).padStart(2, "0");

/** An instant in the time zone of this machine, as `2026-11-27 18:05:00`; "-" for none. */
export function localTime(instant: string | null | undefined): string {
  if (instant === null || instant === undefined) return "-";
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return `${localMinute(at)}:${two(at.getSeconds())}`;
}

export function localMinute(at: Date): string {
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A duration as a person reads it: `840 ms`, `2.4 s`, `3 min 5 s`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "-";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The minute that a person means, in UTC: a time with a zone, a time of this machine's zone
 * (`2026-11-27 18:05`), or a time of day (`18:05`), the latest that isn't in the future.
 * @throws {UsageError} for anything else.
 */
export function readMinute(text: string, now: Date): Date {
  const ofDay = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (ofDay !== null) {
    const at = new Date(now);
    at.setHours(Number(ofDay[1]), Number(ofDay[2]), 0, 0);
    if (at > now) at.setDate(at.getDate() - 1);
    return at;
  }
  return atMinute(readInstant(text, now));
}

const atMinute = (at: Date) => new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);

const SPANS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: DAY_MS,
};

/**
 * An instant that a person means: RFC 3339, a time of this machine's zone, or a span before now
 * (`30m`, `6h`, `2d`).
 * @throws {UsageError} for anything else.
 */
export function readInstant(text: string, now: Date): Date {
  const span = /^(\d{1,5})([mhd])$/.exec(text);
  if (span !== null) {
    return new Date(now.getTime() - Number(span[1]) * (SPANS[span[2] ?? ""] ?? 0));
  }
  const isDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/i;
  // A date by itself would be read in UTC.
  const whole = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.replace(" ", "T");
  const at = new Date(whole);
  if (!isDate.test(text) || Number.isNaN(at.getTime())) {
    throw new UsageError(
      `"${text}" isn't a time. Write it as 2026-11-27T18:05Z, as 2026-11-27 18:05 in your own time zone, or as a span before now such as 30m, 6h or 2d.`,
    );
  }
  return at;
}

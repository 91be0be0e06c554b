import { toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";

/**
 * `full` to the second, `minute` for slots and days, `date` for moments that may be years away,
 * `weekday` beside a date that is already shown, `clock` for the time of day alone.
 */
export type TimeStyle = "full" | "minute" | "date" | "weekday" | "clock";

const options: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  full: {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  },
  minute: {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  },
  date: {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  },
  weekday: { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a hundred times as long as using it, and a page has many times. */
function formatFor(style: TimeStyle, locale: string, timezone: string): Intl.DateTimeFormat {
  const timeZone = zoneOrUtc(timezone);
  // Intl ignores the case of zones.
  const key = `${style} ${locale} ${timeZone.toLowerCase()}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(locale, { ...options[style], timeZone });
  formats.set(key, format);
  return format;
}

/**
 * The moment in UTC, the same on every machine: what the server renders, since it knows no zone.
 */
function utcText(value: string, style: TimeStyle): string {
  const day = value.slice(0, 10);
  switch (style) {
    case "full":
      return `${day} ${value.slice(11, 19)} UTC`;
    case "minute":
    case "date":
      return `${day} ${value.slice(11, 16)} UTC`;
    case "weekday":
    case "clock":
      return value.slice(11, 16);
  }
}

/** The reader's language and time zone. */
type Reader = { locale: string; timezone: string };

/** The moment in words for a reader; in figures and in UTC while the reader is unknown. */
export function exactTimeText(value: string, style: TimeStyle, reader: Reader | null): string {
  if (reader === null) return utcText(value, style);
  return formatFor(style, reader.locale, reader.timezone).format(new Date(value));
}

/**
 * The moment as a clock in `timezone` shows it: in figures, the same on every machine, or, where
 * `locale` is given, in words.
 */
export function zonedTimeText(
  value: string,
  style: TimeStyle,
  timezone: string,
  locale: string | null,
): string {
  const moment = new Date(value);
  return locale === null
    ? toZonedTime(moment, zoneOrUtc(timezone)).slice(0, 16).replace("T", " ")
    : formatFor(style, locale, timezone).format(moment);
}

/** Whether clocks in two zones show the same at a moment. */
export function isSameClock(value: string, timezone: string, other: string): boolean {
  const moment = new Date(value);
  return toZonedTime(moment, zoneOrUtc(timezone)) === toZonedTime(moment, zoneOrUtc(other));
}

/** `full` to the second, `minute` for slots and days, `clock` for the time of day alone. */
export type TimeStyle = "full" | "minute" | "clock";

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
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/** The moment in UTC, the same on every machine: what the server says before the zone is known. */
function utcText(value: string, style: TimeStyle): string {
  const day = value.slice(0, 10);
  switch (style) {
    case "full":
      return `${day} ${value.slice(11, 19)} UTC`;
    case "minute":
      return `${day} ${value.slice(11, 16)} UTC`;
    case "clock":
      return value.slice(11, 16);
  }
}

/** The moment in words: in UTC, or, where `locale` is given, in this machine's zone. */
export function exactTimeText(value: string, style: TimeStyle, locale: string | null): string {
  if (locale === null) return utcText(value, style);
  return new Intl.DateTimeFormat(locale, options[style]).format(new Date(value));
}

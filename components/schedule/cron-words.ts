import type { useTranslations } from "next-intl";
import { CronError, parseCron, type CronFields } from "@/lib/domain/schedule/cron";
import {
  describeCron,
  type DaysPart,
  type Span,
  type TimesPart,
} from "@/lib/domain/schedule/describe-cron";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { HOUR_MINUTES } from "@/lib/domain/time-units";

/** The translator of `schedule`, and the language of its lists. */
type Speech = { t: ReturnType<typeof useTranslations<"schedule">>; locale: string };

const weekdays = ["0", "1", "2", "3", "4", "5", "6"] as const;

function readCron(expression: string): CronFields | null {
  try {
    return parseCron(expression);
  } catch (error) {
    if (error instanceof CronError) return null;
    throw error;
  }
}

const join = (locale: string, words: readonly string[]) =>
  new Intl.ListFormat(locale, { type: "conjunction" }).format(words).replace(/, (and|e) /, " $1 ");

const clock = (minute: number) =>
  [Math.floor(minute / HOUR_MINUTES), minute % HOUR_MINUTES]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");

function spanWords({ t, locale }: Speech, spans: readonly Span[], name: (value: number) => string) {
  return join(
    locale,
    spans.map(({ from, to }) =>
      from === to ? name(from) : t("cron.span", { from: name(from), to: name(to) }),
    ),
  );
}

function timesWords(speech: Speech, times: TimesPart): string {
  const { t, locale } = speech;
  const list = (minutes: readonly number[]) => join(locale, minutes.map(String));
  const everyStep = (step: number) =>
    step % HOUR_MINUTES === 0
      ? t("everyHours", { count: step / HOUR_MINUTES })
      : t("everyMinutes", { count: step });
  const fromTo = (spans: readonly Span[]) =>
    join(
      locale,
      spans.map(({ from, to }) => t("cron.fromTo", { from: clock(from), to: clock(to) })),
    );
  switch (times.kind) {
    case "everyMinutes":
      return times.from === 0
        ? everyStep(times.step)
        : t("cron.everyFrom", { every: everyStep(times.step), minute: times.from });
    case "everyHours":
      return everyStep(times.step * HOUR_MINUTES);
    case "pastHour":
      return t("cron.pastHour", { minutes: list(times.minutes), count: times.minutes.length });
    case "at":
      return t("cron.at", { times: join(locale, times.times.map(clock)) });
    case "within":
      return t("cron.within", { every: everyStep(times.step), hours: fromTo(times.spans) });
    case "pastHourWithin":
      return t("cron.within", {
        every: t("cron.pastHour", { minutes: list(times.minutes), count: times.minutes.length }),
        hours: fromTo(
          times.hours.map(({ from, to }) => ({
            from: from * HOUR_MINUTES,
            to: to * HOUR_MINUTES + HOUR_MINUTES - 1,
          })),
        ),
      });
  }
}

function weekdaysWords({ t, locale }: Speech, days: readonly number[]): string {
  const [first = 0] = days;
  const last = days.at(-1) ?? first;
  const name = (day: number) => t(`cron.weekdays.${weekdays[day % 7] ?? "0"}`);
  if (days.length > 2 && last - first === days.length - 1) {
    return t("cron.weekdaySpan", { from: name(first), to: name(last) });
  }
  const onDays = days.map((day) => t(`cron.onWeekdays.${weekdays[day % 7] ?? "0"}`));
  return t("cron.onWeekday", { days: join(locale, onDays) });
}

function daysOfMonthWords(speech: Speech, { ofMonth, lastDays }: DaysPart): string | null {
  const { t, locale } = speech;
  if (ofMonth === null) return null;
  if (ofMonth === "odd" || ofMonth === "even") return t(`cron.${ofMonth}Days`);
  const count = ofMonth.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return join(locale, [
    ...(count === 0 ? [] : [t("cron.onDay", { days: spanWords(speech, ofMonth, String), count })]),
    ...lastDays.map((distance) => t("cron.onLastDay", { distance })),
  ]);
}

function daysOfWeekWords(speech: Speech, { ofWeek, nthWeekdays }: DaysPart): string | null {
  const { t, locale } = speech;
  if (ofWeek === null) return null;
  return join(locale, [
    ...(ofWeek.length === 0 ? [] : [weekdaysWords(speech, ofWeek)]),
    ...nthWeekdays.map(({ weekday, nth }) =>
      t(`cron.onNthWeekdays.${weekdays[weekday] ?? "0"}`, { nth: String(nth) }),
    ),
  ]);
}

function daysWords(speech: Speech, days: DaysPart): string | null {
  const month = daysOfMonthWords(speech, days);
  const week = daysOfWeekWords(speech, days);
  const { isEither } = days;
  if (month === null || week === null) return month ?? week;
  return speech.t(isEither ? "cron.eitherDay" : "cron.bothDays", { month, week });
}

function monthsWords({ t, locale }: Speech, months: readonly Span[]): string {
  const format = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
  const name = (month: number) => format.format(Date.UTC(2000, month - 1));
  const [first] = months;
  return first !== undefined && first.to > first.from
    ? t("cron.monthSpan", { from: name(first.from), to: name(first.to) })
    : t("cron.inMonths", {
        months: join(
          locale,
          months.map(({ from }) => name(from)),
        ),
      });
}

/** A cron expression in words, as it is typed or kept; null for one that can't be scheduled. */
export function cronWords(text: string, speech: Speech): string | null {
  const { expression } = readCronText(text);
  const fields = readCron(expression);
  if (fields === null) return null;
  const { times, days, months } = describeCron(fields, expression);
  const { t } = speech;
  const daily = times.kind === "at" && months === null ? t("cron.everyDay") : null;
  return [
    timesWords(speech, times),
    daysWords(speech, days) ?? daily,
    months === null ? null : monthsWords(speech, months),
  ]
    .filter((part) => part !== null)
    .join(", ");
}

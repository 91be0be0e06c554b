import { createTranslator } from "use-intl/core";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import { HOUR_MS, MINUTE_MS, DAY_MS, SECOND_MS } from "@/lib/domain/time-units";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

/** The words of a group of messages, in a language. */
export const translatorOf = (namespace: "alertMessages", language: ChannelLanguage) =>
  createTranslator({ locale: language, messages: messages[language], namespace });

export type Words = ReturnType<typeof translatorOf>;

/** Day and minute of an instant, with the zone. */
export function timeText(at: Date, language: ChannelLanguage, timezone: string): string {
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: timezone,
    timeZoneName: "short",
  }).format(at);
}

/** The day of an instant. */
export const dayText = (at: Date, language: ChannelLanguage, timezone: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: timezone }).format(at);

const units = [
  { unit: "day", ms: DAY_MS },
  { unit: "hour", ms: HOUR_MS },
  { unit: "minute", ms: MINUTE_MS },
  { unit: "second", ms: SECOND_MS },
] as const;

/** A time span in its largest unit of which there are two, such as "90 minutes"; never less than a second. */
export function spanText(spanMs: number, language: ChannelLanguage): string {
  const { unit, ms } = units.find((candidate) => spanMs >= 2 * candidate.ms) ?? {
    unit: "second",
    ms: SECOND_MS,
  };
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.max(1, Math.floor(spanMs / ms)),
  );
}

/** A duration of a request. */
export const durationText = (ms: number, language: ChannelLanguage): string =>
  ms < SECOND_MS
    ? new Intl.NumberFormat(language, { style: "unit", unit: "millisecond" }).format(ms)
    : new Intl.NumberFormat(language, {
        style: "unit",
        unit: "second",
        maximumFractionDigits: 1,
      }).format(ms / SECOND_MS);

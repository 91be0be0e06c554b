import type { useTranslations } from "next-intl";
import { scheduleWords } from "@/components/schedule/schedule-words";
import { zonedTimeText } from "@/components/time/exact-time-text";
import type { MinuteVerdictDto, SlotEntryDto } from "@/lib/domain/slots/slot-page";

/** The translators of the answer, and the language and zone of its times. */
type Speech = {
  slots: ReturnType<typeof useTranslations<"slots">>;
  schedule: ReturnType<typeof useTranslations<"schedule">>;
  locale: string;
  timezone: string;
};

const timeIn = ({ locale, timezone }: Speech, value: string) =>
  zonedTimeText(value, "date", timezone, locale);

/** Why a slot ended as it did, in sentences; none where its state says it all. */
function reasonTexts(entry: SlotEntryDto, speech: Speech): string[] {
  const { slots: t } = speech;
  const { state, runs, releases, missed_by, changed_at, pause_reason, bound } = entry;
  const at = (value: string) => ({ time: () => timeIn(speech, value) });
  const parts: string[] = [];
  switch (state) {
    case "MISSED":
      parts.push(
        missed_by === null
          ? t("reasons.skipped")
          : t.markup("reasons.passedOver", { run: (text) => text }),
      );
      break;
    case "PAUSED":
    case "EDITED": {
      if (changed_at === null) break;
      const paused = entry.slot <= changed_at ? "pausedBefore" : "paused";
      parts.push(t.markup(`reasons.${state === "EDITED" ? "edited" : paused}`, at(changed_at)));
      if (pause_reason !== null) parts.push(t(`reasons.pausedBecause.${pause_reason}`));
      break;
    }
    case "BEFORE_START":
    case "AFTER_END":
      if (bound !== null) parts.push(t.markup(`reasons.${state}`, at(bound)));
      break;
    case "RUNNING":
    case "RETRYING":
    case "ABANDONED":
    case "WAITING":
    case "UNRECORDED":
      parts.push(t(`reasons.${state}`));
      break;
    case "SUCCESS":
    case "DEGRADED":
    case "FAIL":
      break;
  }
  for (const run of runs.filter(({ is_fenced }) => is_fenced)) {
    parts.push(t("reasons.fenced", { attempt: run.attempt }));
  }
  for (const release of releases) {
    parts.push(t.markup(`reasons.released.${release.reason}`, at(release.at)));
  }
  return parts;
}

/** A slot in words: its outcome, and the reasons for it. */
function entryText(entry: SlotEntryDto, speech: Speech): string {
  const state = `${timeIn(speech, entry.slot)}: ${speech.slots(`states.${entry.state}`)}.`;
  return [state, ...reasonTexts(entry, speech)].join(" ");
}

/**
 * Why a routine ran, or did not, at one minute, as a screen says it: times are on the clock of the
 * routine's zone.
 */
export function verdictText(
  { verdict, minute, entry, previous, schedule }: MinuteVerdictDto,
  createdAt: string,
  speech: Speech,
): string {
  const { slots: t, locale } = speech;
  const times = {
    minute: () => timeIn(speech, minute),
    created: () => timeIn(speech, createdAt),
  };
  const words =
    schedule === null
      ? null
      : (scheduleWords(schedule, { t: speech.schedule, locale }) ?? schedule.cron_expression);
  const lead =
    verdict === "NO_SLOT"
      ? t.markup(previous === null ? "verdicts.NO_SLOT_YET" : "verdicts.NO_SLOT", {
          ...times,
          schedule: words ?? "",
          known: words === null ? "no" : "yes",
        })
      : t.markup(`verdicts.${verdict}`, times);
  const shown = entry ?? previous;
  return shown === null ? lead : `${lead} ${entryText(shown, speech)}`;
}

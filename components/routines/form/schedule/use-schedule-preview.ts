import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { draftInterval, draftTimes } from "@/components/routines/form/field-texts";
import { isSameSchedule } from "@/components/routines/form/routine-form-values";
import { draftCron } from "@/components/routines/form/schedule/calendar-fields";
import type { ShownClockChange } from "@/components/routines/form/schedule/schedule-preview";
import type { RoutineFormApi } from "@/components/routines/form/use-routine-form";
import { useIntervalWords } from "@/components/schedule/use-interval-words";
import { zonedTimeText } from "@/components/time/exact-time-text";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import { zoneOrUtc } from "@/lib/domain/schedule/zoned-time";

export type SchedulePreview = {
  /** The schedule in words; null while the fields make none. */
  words: string | null;
  /** The next slots, as instants; null while they can't be computed. */
  slots: readonly string[] | null;
  /** The clock changes of the next year that concern the schedule. */
  changes: readonly ShownClockChange[];
};

/**
 * The preview of the schedule as it is typed. `served` is the preview of the untouched form, which
 * holds until the rules of schedules are loaded; they are loaded once its first slot is over.
 */
export function useSchedulePreview(
  { draft, untouched, limits, current, now, rules, fetchRules }: RoutineFormApi,
  served: SchedulePreview,
): SchedulePreview {
  const viewerZone = useViewerZone();
  const speech = { t: useTranslations("schedule"), locale: useLocale() };
  const intervalWords = useIntervalWords();
  const firstSlot = served.slots?.[0];
  const isSlotOver = firstSlot !== undefined && Date.parse(firstSlot) <= now.getTime();
  useEffect(() => {
    if (isSlotOver) fetchRules();
  }, [isSlotOver, fetchRules]);

  const isUntouched = isSameSchedule(draft, untouched);
  const cron = draftCron(draft);
  const cronWords = () => {
    if (rules !== null && cron !== null) return rules.cronWords(cron, speech);
    return cron === draftCron(untouched) ? served.words : null;
  };
  const interval = draftInterval(draft, limits);
  const { run_at: runAt } = draftTimes(draft, current);
  const onceWords = () =>
    runAt === null || Number.isNaN(Date.parse(runAt))
      ? null
      : speech.t("onceAt", {
          time: zonedTimeText(
            runAt,
            "date",
            zoneOrUtc(draft.timezone.trim()),
            viewerZone && speech.locale,
          ),
        });
  const words = () => {
    if (draft.schedule === "once") return onceWords();
    if (draft.schedule !== "interval") return cronWords();
    return interval === null ? null : intervalWords(interval);
  };
  if (rules === null) {
    return {
      words: words(),
      slots: isUntouched ? served.slots : null,
      changes: isUntouched ? served.changes : [],
    };
  }
  return {
    words: words(),
    slots: rules.draftSlots(draft, limits, now, current),
    changes: rules.draftClockChanges(draft, limits, now),
  };
}

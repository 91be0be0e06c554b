import { useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { draftInterval } from "@/components/routines/form/field-texts";
import { isSameSchedule } from "@/components/routines/form/routine-form-values";
import type { RoutineFormApi } from "@/components/routines/form/use-routine-form";
import { useIntervalWords } from "@/components/schedule/use-interval-words";

export type SchedulePreview = {
  /** The schedule in words; null while the fields make none. */
  words: string | null;
  /** The next slots, as instants; null while they can't be computed. */
  slots: readonly string[] | null;
};

/**
 * The preview of the schedule as it is typed. `served` is the preview of the untouched form, which
 * holds until the rules of schedules are loaded; they are loaded once its first slot is over.
 */
export function useSchedulePreview(
  { draft, untouched, limits, current, now, rules, fetchRules }: RoutineFormApi,
  served: SchedulePreview,
): SchedulePreview {
  const speech = { t: useTranslations("schedule"), locale: useLocale() };
  const intervalWords = useIntervalWords();
  const firstSlot = served.slots?.[0];
  const isSlotOver = firstSlot !== undefined && Date.parse(firstSlot) <= now.getTime();
  useEffect(() => {
    if (isSlotOver) fetchRules();
  }, [isSlotOver, fetchRules]);

  const cronWords = () => {
    if (rules !== null) return rules.cronWords(draft.cron_expression, speech);
    return draft.cron_expression === untouched.cron_expression ? served.words : null;
  };
  const interval = draftInterval(draft, limits);
  const words =
    draft.schedule === "cron" ? cronWords() : interval === null ? null : intervalWords(interval);
  const servedSlots = isSameSchedule(draft, untouched) ? served.slots : null;
  const slots = rules === null ? servedSlots : rules.draftSlots(draft, limits, now, current);
  return { words, slots };
}

import { getLocale, getNow, getTranslations } from "next-intl/server";
import { RoutineFields, type RoutineFieldsProps } from "@/components/routines/form/routine-fields";
import { draftCron } from "@/components/routines/form/schedule/calendar-fields";
import {
  draftClockChanges,
  draftSlots,
} from "@/components/routines/form/schedule/schedule-preview";
import { cronWords } from "@/components/schedule/cron-words";

type RoutineFormProps = Omit<RoutineFieldsProps, "preview">;

/** The form of a routine. The first preview is computed here: the browser loads what computes it late. */
export async function RoutineForm(props: RoutineFormProps) {
  const { values, limits, current } = props;
  const speech = { t: await getTranslations("schedule"), locale: await getLocale() };
  const now = await getNow();
  const preview = {
    words: cronWords(draftCron(values) ?? "", speech),
    slots: draftSlots(values, limits, now, current),
    changes: draftClockChanges(values, limits, now),
  };
  return <RoutineFields {...props} preview={preview} />;
}

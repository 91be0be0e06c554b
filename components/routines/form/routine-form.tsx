import { getLocale, getNow, getTranslations } from "next-intl/server";
import { RoutineFields, type RoutineFieldsProps } from "@/components/routines/form/routine-fields";
import { draftSlots } from "@/components/routines/form/schedule/schedule-preview";
import { cronWords } from "@/components/schedule/cron-words";

type RoutineFormProps = Omit<RoutineFieldsProps, "preview">;

/** The form of a routine. The first preview is computed here: the browser loads what computes it late. */
export async function RoutineForm(props: RoutineFormProps) {
  const { values, limits, current } = props;
  const speech = { t: await getTranslations("schedule"), locale: await getLocale() };
  const preview = {
    words: cronWords(values.cron_expression, speech),
    slots: draftSlots(values, limits, await getNow(), current),
  };
  return <RoutineFields {...props} preview={preview} />;
}

import { getNow } from "next-intl/server";
import { RoutineFields, type RoutineFieldsProps } from "@/components/routines/form/routine-fields";
import { draftSlots } from "@/components/routines/form/schedule-preview";

type RoutineFormProps = Omit<RoutineFieldsProps, "initialSlots">;

/** The form of a routine with its next slots: the rules of cron reach the browser once it needs them. */
export async function RoutineForm(props: RoutineFormProps) {
  const { values, limits, current } = props;
  return (
    <RoutineFields {...props} initialSlots={draftSlots(values, limits, await getNow(), current)} />
  );
}

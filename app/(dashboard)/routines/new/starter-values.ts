import {
  newRoutineValues,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { emptyRow } from "@/components/routines/form/rule-row";
import { calendarTexts } from "@/components/routines/form/schedule/calendar-fields";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { watchMinutes, type RoutineStarter } from "@/lib/domain/routine/starters";

const EVERY_MORNING = "0 8 * * *";

/** The fields in which a starter differs from the form of a new routine. */
const changes: Record<RoutineStarter, (limits: RoutineLimits) => Partial<RoutineFormValues>> = {
  // An empty row of a rule asks for nothing until a text is typed into it.
  watch: (limits) => ({
    kind: "CHECK",
    interval_minutes: String(watchMinutes(limits)),
    rules: [emptyRow],
  }),
  morning: () => ({
    kind: "WEBHOOK",
    http_method: "POST",
    ...calendarTexts(EVERY_MORNING),
  }),
  paste: () => ({}),
};

/** What the form of a new routine starts with. */
export const starterValues = (
  starter: RoutineStarter | null,
  limits: RoutineLimits,
): RoutineFormValues => ({
  ...newRoutineValues(limits),
  ...(starter !== null && changes[starter](limits)),
});

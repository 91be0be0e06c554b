import { isLive, type PlacedProblem } from "@/components/routines/form/routine-form-problems";
import {
  placeOf,
  toRoutineInput,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { findCalendarProblems } from "@/components/routines/form/schedule/calendar-fields";
import {
  draftSchedule,
  previewSlots,
  type TimedRoutine,
} from "@/components/routines/form/schedule/schedule-preview";
import { describeProblem } from "@/lib/domain/field-problems";
import { checkCreateRoutine, type RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { clockText } from "@/lib/domain/schedule/zoned-time";

type EditedRoutine = TimedRoutine & Pick<RoutineDto, "success_rules">;

/** The problems of the fields that are checked live, as they are now. */
export function findLiveProblems(
  draft: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
  current: EditedRoutine | null,
): PlacedProblem[] {
  const checked = checkCreateRoutine(toRoutineInput(draft, {}, current), limits);
  const calendarProblems = findCalendarProblems(draft);
  // An incomplete schedule by the calendar has no expression to speak of.
  const others = (checked.ok ? [] : checked.problems).filter(
    ({ path }) => calendarProblems.length === 0 || path !== "cron_expression",
  );
  const problems = [...calendarProblems, ...others]
    .map((problem) => ({ ...problem, place: placeOf(problem, draft) }))
    .filter(isLive);
  const schedule = draftSchedule(draft, limits);
  const neverRuns =
    problems.length === 0 &&
    current?.is_active !== false &&
    schedule !== null &&
    previewSlots(schedule, draft, now, current).length === 0;
  if (!neverRuns) return problems;
  if (schedule.kind === "once") {
    const params = { now: clockText(now) };
    return [
      { ...describeProblem({ path: "run_at", code: "run_at_passed", params }), place: "run_at" },
    ];
  }
  const tooEarly = describeProblem({ path: "ends_at", code: "ends_too_early" });
  return [{ ...tooEarly, place: "ends_at" }];
}

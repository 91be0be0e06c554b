import { isLive, type PlacedProblem } from "@/components/routines/form/routine-form-problems";
import {
  placeOf,
  toRoutineInput,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { findCalendarProblems } from "@/components/routines/form/schedule/calendar-problems";
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

/** True for a problem of a part of a rule that has been typed. */
function isOfTypedRow({ place }: PlacedProblem, { rules }: RoutineFormValues): boolean {
  if (place === null || typeof place === "string" || place.part === "rule") return false;
  const row = rules[place.row];
  return (
    row !== undefined && (place.part === "value" ? row.value + row.to : row[place.part]) !== ""
  );
}

/** The problems of the fields and rules that are checked live, as they are now. */
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
    .filter((problem) => isLive(problem) || isOfTypedRow(problem, draft));
  const schedule = draftSchedule(draft, limits);
  const neverRuns =
    !problems.some(isLive) &&
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
  return [...problems, { ...tooEarly, place: "ends_at" }];
}

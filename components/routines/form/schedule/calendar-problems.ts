import {
  findCalendarKind,
  weekdayFields,
  type CalendarValues,
} from "@/components/routines/form/schedule/calendar-fields";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { compileCalendarTimes, readTimes } from "@/lib/domain/schedule/calendar-times";

/** What is missing or wrong in the fields of a schedule by the calendar. */
export function findCalendarProblems(values: CalendarValues): FieldProblem[] {
  const kind = findCalendarKind(values);
  if (kind === undefined) return [];
  const times = readTimes(values.day_times);
  const problems: FieldProblem[] = [];
  if (times === null) {
    problems.push(describeProblem({ path: "day_times", code: "times_malformed" }));
  } else if (times.length === 0) {
    problems.push(describeProblem({ path: "day_times", code: "times_required" }));
  } else if (compileCalendarTimes({ kind: "daily", times }) === null) {
    problems.push(describeProblem({ path: "day_times", code: "times_apart" }));
  }
  if (kind === "weekly" && weekdayFields.every((field) => values[field] === "")) {
    problems.push(describeProblem({ path: "on_1", code: "weekday_required" }));
  }
  return problems;
}

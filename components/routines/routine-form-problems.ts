import {
  fieldOf,
  toRoutineInput,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/routine-form-values";
import {
  draftSchedule,
  previewSlots,
  type TimedRoutine,
} from "@/components/routines/schedule-preview";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { checkCreateRoutine, type RoutineLimits } from "@/lib/domain/routine";

/** The fields whose rules are checked while they are filled in. */
const liveFields: readonly (keyof RoutineFormValues)[] = [
  "interval_minutes",
  "cron_expression",
  "timezone",
  "timeout_seconds",
  "starts_at",
  "ends_at",
  "jitter_seconds",
  "max_attempts",
];

/** What the rules say of the fields that are checked live, as they are now. */
function findLiveProblems(
  draft: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
  current: TimedRoutine | null,
): FieldProblem[] {
  const checked = checkCreateRoutine(toRoutineInput(draft, {}, current), limits);
  const problems = (checked.ok ? [] : checked.problems).filter((problem) =>
    liveFields.some((field) => field === fieldOf(problem)),
  );
  const schedule = draftSchedule(draft, limits);
  const neverRuns =
    problems.length === 0 &&
    current?.is_active !== false &&
    schedule !== null &&
    previewSlots(schedule, draft, now, current).length === 0;
  return neverRuns ? [describeProblem({ path: "ends_at", code: "ends_too_early" })] : problems;
}

/**
 * The problems of a form as it is now: what its last answer said of values that are still there, and
 * what the rules say of the rest. A field that nobody has filled in is no problem before it is sent.
 */
export function standingProblems(
  { values: sent, failure }: RoutineFormState,
  draft: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
  current: TimedRoutine | null,
): FieldProblem[] {
  const isAsSent = (field: keyof RoutineFormValues) => draft[field] === sent[field];
  const isLive = (problem: FieldProblem) => liveFields.some((field) => field === fieldOf(problem));
  // The rules of these fields refer to each other: once one of them changes, all are judged anew.
  const areLiveFieldsAsSent = [...liveFields, "schedule" as const].every(isAsSent);
  const answered = (failure?.fieldErrors ?? []).filter((problem) => {
    const field = fieldOf(problem);
    return isLive(problem) ? areLiveFieldsAsSent : field === null || isAsSent(field);
  });
  const live = findLiveProblems(draft, limits, now, current).filter((problem) => {
    const field = fieldOf(problem);
    const isUntouched = failure === null && field !== null && draft[field] === "";
    return !isUntouched && !answered.some((other) => other.path === problem.path);
  });
  return [...answered, ...live];
}

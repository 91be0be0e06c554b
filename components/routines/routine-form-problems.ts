import {
  isSamePlace,
  placeOf,
  toRoutineInput,
  type FormPlace,
  type RoutineField,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/routine-form-values";
import { isSameCheck } from "@/components/routines/rule-form-values";
import {
  draftSchedule,
  previewSlots,
  type TimedRoutine,
} from "@/components/routines/schedule-preview";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { checkCreateRoutine, type RoutineDto, type RoutineLimits } from "@/lib/domain/routine";

/** The fields whose rules are checked while they are filled in. */
const liveFields: readonly RoutineField[] = [
  "interval_minutes",
  "cron_expression",
  "timezone",
  "timeout_seconds",
  "starts_at",
  "ends_at",
  "jitter_seconds",
  "max_attempts",
  "follow_redirects",
  "degraded_after_ms",
  "fails_after_ms",
  "min_certificate_days",
];

/** Other fields that their rules refer to. */
const relatedFields: readonly RoutineField[] = [
  "schedule",
  "kind",
  "secret_ref",
  "signing_secret_ref",
];

/** A problem, and where the form shows it. */
export type PlacedProblem = FieldProblem & { place: FormPlace | null };

type EditedRoutine = TimedRoutine & Pick<RoutineDto, "success_rules">;

const isLive = ({ place }: PlacedProblem) => liveFields.some((field) => field === place);

/** What the rules say of the fields that are checked live, as they are now. */
function findLiveProblems(
  draft: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
  current: EditedRoutine | null,
): PlacedProblem[] {
  const checked = checkCreateRoutine(toRoutineInput(draft, {}, current), limits);
  const problems = (checked.ok ? [] : checked.problems)
    .map((problem) => ({ ...problem, place: placeOf(problem, draft) }))
    .filter(isLive);
  const schedule = draftSchedule(draft, limits);
  const neverRuns =
    problems.length === 0 &&
    current?.is_active !== false &&
    schedule !== null &&
    previewSlots(schedule, draft, now, current).length === 0;
  if (!neverRuns) return problems;
  const tooEarly = describeProblem({ path: "ends_at", code: "ends_too_early" });
  return [{ ...tooEarly, place: "ends_at" }];
}

/** Where what was said of `place` in `sent` still holds. A row takes its problems along when it moves. */
function standingPlaces(
  place: FormPlace | null,
  sent: RoutineFormValues,
  draft: RoutineFormValues,
): (FormPlace | null)[] {
  if (place === null) return [null];
  if (typeof place === "string") return draft[place] === sent[place] ? [place] : [];
  const refused = sent.checks[place.row];
  return draft.checks.flatMap((check, row) =>
    refused !== undefined && isSameCheck(check, refused) ? [{ ...place, row }] : [],
  );
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
  current: EditedRoutine | null,
): PlacedProblem[] {
  // The rules of these fields refer to each other: once one of them changes, all are judged anew.
  const areLiveFieldsAsSent = [...liveFields, ...relatedFields].every(
    (field) => draft[field] === sent[field],
  );
  const answered = (failure?.fieldErrors ?? []).flatMap((problem) => {
    const placed = { ...problem, place: placeOf(problem, sent) };
    if (isLive(placed)) return areLiveFieldsAsSent ? [placed] : [];
    return standingPlaces(placed.place, sent, draft).map((place) => ({ ...problem, place }));
  });
  const live = findLiveProblems(draft, limits, now, current).filter(({ place }) => {
    const isUntouched = failure === null && typeof place === "string" && draft[place] === "";
    return !isUntouched && !answered.some((other) => isSamePlace(other.place, place));
  });
  return [...answered, ...live];
}

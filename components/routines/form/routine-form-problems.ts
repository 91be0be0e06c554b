import {
  isSamePlace,
  placeOf,
  type FormPlace,
  type RoutineField,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { isSameCheck } from "@/components/routines/form/rule-form-values";
import type { FieldProblem } from "@/lib/domain/errors";

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

/** Whether a problem is one of a field whose rules are checked while it is filled in. */
export const isLive = ({ place }: PlacedProblem) => liveFields.some((field) => field === place);

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
 * what the rules say of the rest, `live`. A field that nobody has filled in is no problem before it is
 * sent.
 */
export function standingProblems(
  { values: sent, failure }: RoutineFormState,
  draft: RoutineFormValues,
  live: readonly PlacedProblem[],
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
  const unsaid = live.filter(({ place }) => {
    const isUntouched = failure === null && typeof place === "string" && draft[place] === "";
    return !isUntouched && !answered.some((other) => isSamePlace(other.place, place));
  });
  return [...answered, ...unsaid];
}

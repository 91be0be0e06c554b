import {
  isSamePlace,
  liveFields,
  placeOf,
  type FormPlace,
  type RoutineField,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { isSameRow } from "@/components/routines/form/rule-row";
import type { FieldProblem } from "@/lib/domain/errors";

/** Other fields that their rules refer to. */
const relatedFields: readonly RoutineField[] = [
  "schedule",
  "kind",
  "secret_ref",
  "signing_secret_ref",
];

/** A problem, and where the form shows it. */
export type PlacedProblem = FieldProblem & { place: FormPlace | null };

/** True for a problem of a field whose rules are checked while it is filled in. */
export const isLive = ({ place }: PlacedProblem) => liveFields.some((field) => field === place);

/** The places at which a problem of `place` in `sent` still holds. A row takes its problems along when it moves. */
function standingPlaces(
  place: FormPlace | null,
  sent: RoutineFormValues,
  draft: RoutineFormValues,
): (FormPlace | null)[] {
  if (place === null) return [null];
  if (typeof place === "string") return draft[place] === sent[place] ? [place] : [];
  const refused = sent.rules[place.row];
  return draft.rules.flatMap((rule, row) =>
    refused !== undefined && isSameRow(rule, refused) ? [{ ...place, row }] : [],
  );
}

/**
 * The problems of a form as it is now: those of the last response whose values are still there, and the
 * live ones of the rest. An empty field has no problem before the form is sent.
 */
export function standingProblems(
  { values: sent, failure }: RoutineFormState,
  draft: RoutineFormValues,
  live: readonly PlacedProblem[],
): PlacedProblem[] {
  // The rules of these fields refer to each other: once one of them changes, all are checked again.
  const areLiveFieldsAsSent = [...liveFields, ...relatedFields].every(
    (field) => draft[field] === sent[field],
  );
  const reported = (failure?.fieldErrors ?? []).flatMap((problem) => {
    const placed = { ...problem, place: placeOf(problem, sent) };
    if (isLive(placed)) return areLiveFieldsAsSent ? [placed] : [];
    return standingPlaces(placed.place, sent, draft).map((place) => ({ ...problem, place }));
  });
  const unsaid = live.filter(({ place }) => {
    const isUntouched = failure === null && typeof place === "string" && draft[place] === "";
    return !isUntouched && !reported.some((other) => isSamePlace(other.place, place));
  });
  return [...reported, ...unsaid];
}

import { parseHeaderLines } from "@/components/routines/form/field-texts";
import { placeOf, type RoutineFormValues } from "@/components/routines/form/routine-form-values";
import {
  draftSchedule,
  previewSlots,
  type TimedRoutine,
} from "@/components/routines/form/schedule/schedule-preview";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { truncateToMinute } from "@/lib/domain/schedule/schedule";
import { previousSlot } from "@/lib/domain/slots/previous-slot";
import { fillRequest } from "@/lib/domain/template/fill-request";
import { findTemplateProblems } from "@/lib/domain/template/find-template-problems";
import { hasBraces } from "@/lib/domain/template/value-names";

/** Made up: a run has its id once it starts. */
const SAMPLE_RUN_ID = "3f0c9a52-6b1e-4d7a-9c58-2e4b7f1a0d63";

/** The fields whose text may name values. */
export type SentField = "endpoint_url" | "headers" | "body";

/** A field's text as the next run sends it, or what is wrong with a value in it. */
type SentText = { text: string | null; problem: FieldProblem | null };

/** The request in the fields as the next run sends it; null where nothing is filled in. */
export function previewDraft(
  draft: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
  current: TimedRoutine | null,
): Record<SentField, SentText> | null {
  const { endpoint_url, body } = draft;
  if (draft.fill_values === "" || ![endpoint_url, draft.headers, body].some(hasBraces)) return null;
  const schedule = draftSchedule(draft, limits);
  const slots = schedule === null ? [] : previewSlots(schedule, draft, now, current);
  const slot = slots[0] ?? truncateToMinute(now);
  const { headers } = parseHeaderLines(draft.headers);
  const texts = { url: endpoint_url, headers, body };
  const problems = findTemplateProblems(texts).map(describeProblem);
  const filled =
    problems.length > 0
      ? null
      : fillRequest(texts, {
          slot,
          previousSlot: () => (schedule === null ? slot : previousSlot(schedule, slot, slot)),
          runId: SAMPLE_RUN_ID,
          attempt: 1,
          timezone: draft.timezone.trim(),
        });
  const sent = (name: SentField, text: string | null | undefined): SentText => ({
    text: hasBraces(draft[name]) ? (text ?? null) : null,
    problem: problems.find((problem) => placeOf(problem, draft) === name) ?? null,
  });
  const lines = Object.entries(filled?.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return {
    endpoint_url: sent("endpoint_url", filled?.url),
    headers: sent("headers", filled === null ? null : lines.join("\n")),
    body: sent("body", filled?.body),
  };
}

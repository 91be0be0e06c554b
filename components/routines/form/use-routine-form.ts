import { unstable_rethrow, usePathname } from "next/navigation";
import { useActionState, useEffect, useRef, useState, useTransition } from "react";
import { useProblemText } from "@/components/forms/use-problem-text";
import { useLateModule } from "@/components/hydration/use-late-module";
import { standingProblems } from "@/components/routines/form/routine-form-problems";
import {
  isSameForm,
  isSamePlace,
  readRoutineForm,
  type FormPlace,
  type RoutineField,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import {
  failureOf,
  useRequestTest,
  type TestAction,
} from "@/components/routines/form/use-request-test";
import type { SentField } from "@/components/routines/form/values/preview-draft";
import { useServerNow } from "@/components/time/now-provider";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { suggestName } from "@/lib/domain/routine/routine-name";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { hasBraces } from "@/lib/domain/template/value-names";

/** Saves the form and opens the routine, or returns what was sent and why it wasn't saved. */
export type SaveAction = (state: RoutineFormState, form: FormData) => Promise<RoutineFormState>;

/** Texts for some of the form's fields. */
export type FieldTexts = Partial<Record<RoutineField, string>>;

export type RoutineFormOptions = {
  action: SaveAction;
  testAction: TestAction;
  /** The values that the form starts with. */
  values: RoutineFormValues;
  /** The values that are saved, or those of an untouched form. */
  baseline: RoutineFormValues;
  /** Whether `values` are a draft that was restored. */
  isRestored: boolean;
  /** Whether the reader's own time zone takes the place of the one in the values. */
  isZoneOpen?: boolean;
  limits: RoutineLimits;
  /** The routine that is edited; null for a new one. */
  current: RoutineDto | null;
};

// These modules weigh more than the rest of the form, and are needed once something is typed.
async function loadRules() {
  const [{ findLiveProblems }, { previewDraft }, { cronWords }, { draftSlots, draftClockChanges }] =
    await Promise.all([
      import("@/components/routines/form/live-problems"),
      import("@/components/routines/form/values/preview-draft"),
      import("@/components/schedule/cron-words"),
      import("@/components/routines/form/schedule/schedule-preview"),
    ]);
  return { findLiveProblems, previewDraft, cronWords, draftSlots, draftClockChanges };
}

/** The routine form's draft, problems, saving, testing and focus. The inputs are uncontrolled. */
export function useRoutineForm({
  action,
  testAction,
  values,
  baseline,
  isRestored,
  isZoneOpen = false,
  limits,
  current,
}: RoutineFormOptions) {
  const form = useRef<HTMLFormElement>(null);
  const suggestedName = useRef("");
  const problemText = useProblemText();
  const viewerZone = useViewerZone();
  const now = new Date(useServerNow());
  const { state, dispatch, send, isSaving, isUnreachable, setUnreachable, mayLeaveRef } = useSave(
    action,
    values,
  );
  const { test, isTesting, run: runTest, forgetProblems } = useRequestTest(testAction);

  const untouched = isZoneOpen
    ? { ...baseline, timezone: zoneOrUtc(viewerZone ?? baseline.timezone) }
    : baseline;
  const initial = state.failure === null && !isRestored ? untouched : state.values;
  const [draft, setDraft] = useState(initial);
  // Of what the fields show: the page may bring a newer routine while they keep what was typed.
  const [version] = useState(initial.version);
  const isDirty = !isSameForm(untouched, draft);

  const [rules, fetchRules] = useLateModule(loadRules);
  const hasValues = [draft.endpoint_url, draft.headers, draft.body].some(hasBraces);
  useEffect(() => {
    if (isDirty || hasValues) fetchRules();
  }, [isDirty, hasValues, fetchRules]);

  const testFailure = failureOf(test);
  const checked: RoutineFormState =
    test !== null && testFailure?.code === "VALIDATION"
      ? { values: test.values, failure: testFailure }
      : state;
  const isSessionEnded = [state.failure, testFailure].some(
    (failure) => failure?.code === "UNAUTHENTICATED",
  );
  const live = rules?.findLiveProblems(draft, limits, now, current) ?? [];
  const problems = standingProblems(checked, draft, live);
  const problemAt = (place: FormPlace) => {
    const texts = problems.filter((problem) => isSamePlace(problem.place, place)).map(problemText);
    return texts.length === 0 ? undefined : [...new Set(texts)].join(" ");
  };

  const preview = rules?.previewDraft(draft, limits, now, current) ?? null;
  /** A text of the request as the next run sends it, or a problem that its field doesn't show yet. */
  const sentAs = (name: SentField) => {
    const { text = null, problem = null } = preview?.[name] ?? {};
    const isShown = problem === null || problemAt(name) !== undefined;
    return {
      text,
      problem: isShown ? undefined : problemText(problem),
      isOff: draft.fill_values === "" && hasBraces(draft[name]),
    };
  };

  const { failure } = checked;
  useEffect(() => {
    if (failure !== null && form.current !== null) focusFirstProblem(form.current);
  }, [failure]);

  const readDraft = () => {
    if (form.current !== null) setDraft(readRoutineForm(new FormData(form.current)));
  };
  // Text can be typed before the script has loaded.
  useEffect(readDraft, [viewerZone]);

  const fill = (texts: FieldTexts) => {
    if (form.current !== null) fillFields(form.current, texts);
    readDraft();
  };

  /** Names a new routine after its URL, unless somebody has named it. */
  const nameAfterUrl = () => {
    if (form.current === null || current !== null) return;
    const { name, endpoint_url } = readRoutineForm(new FormData(form.current));
    const suggestion = suggestName(endpoint_url);
    if (suggestion === "" || (name !== "" && name !== suggestedName.current)) return;
    suggestedName.current = suggestion;
    fill({ name: suggestion });
  };

  const save = (button: HTMLElement | null) => {
    if (form.current === null || isSaving) return;
    // Enter saves the form without leaving the field.
    if (document.activeElement?.id === "endpoint_url") nameAfterUrl();
    forgetProblems();
    send(new FormData(form.current, button));
  };
  const sendTest = () => {
    if (form.current !== null) runTest(new FormData(form.current));
  };

  return {
    form,
    now,
    limits,
    current,
    untouched,
    initial,
    draft,
    isDirty,
    readDraft,
    fill,
    nameAfterUrl,
    rules,
    fetchRules,
    failure,
    conflict: state.conflict ?? null,
    version,
    problemAt,
    sentAs,
    /** The problems that no field shows. */
    otherProblems: problems.filter(({ place }) => place === null),
    isSessionEnded,
    isUnreachable,
    setUnreachable,
    isShowingDraft: isRestored && state.failure === null,
    dispatch,
    save,
    isSaving,
    mayLeaveRef,
    test,
    isTesting,
    sendTest,
  };
}

export type RoutineFormApi = ReturnType<typeof useRoutineForm>;

/**
 * Saves a form. Without JavaScript the server handles `dispatch`; with it, `send` calls the action
 * itself, so that nothing is lost when the server can't be reached.
 */
function useSave(action: SaveAction, values: RoutineFormValues) {
  const [served, dispatch] = useActionState(action, { values, failure: null }, usePathname());
  const [state, setState] = useState(served);
  const [isSaving, startSaving] = useTransition();
  const [isUnreachable, setUnreachable] = useState(false);
  const mayLeaveRef = useRef(false);
  const send = (data: FormData) => {
    setUnreachable(false);
    mayLeaveRef.current = true;
    startSaving(async () => {
      try {
        setState(await action(state, data));
      } catch (error) {
        unstable_rethrow(error);
        setUnreachable(true);
      }
      mayLeaveRef.current = false;
    });
  };
  return { state, dispatch, send, isSaving, isUnreachable, setUnreachable, mayLeaveRef };
}

/** Moves the focus to the first field with a problem, and opens the section that it is in. */
function focusFirstProblem(form: HTMLFormElement): void {
  const invalid = form.querySelector<HTMLElement>("[aria-invalid=true]");
  const section = invalid?.closest("details");
  if (section) section.open = true;
  invalid?.focus();
}

/** Writes texts into a form's fields. A field that the form doesn't have is skipped. */
function fillFields(form: HTMLFormElement, texts: FieldTexts): void {
  for (const [name, text] of Object.entries(texts)) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && control.type === "checkbox") {
      control.checked = text !== "";
    } else if (
      control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
    ) {
      control.value = text;
    }
  }
}

"use client";

import { unstable_rethrow, usePathname } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useActionState, useEffect, useRef, useState, useTransition } from "react";
import { DraftRestoredAlert, SessionEndedAlert } from "@/components/forms/draft-alerts";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useDraft } from "@/components/forms/use-draft";
import { useProblemText } from "@/components/forms/use-problem-text";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { useLateModule } from "@/components/hydration/use-late-module";
import { AnswerFold } from "@/components/routines/form/answer-fold";
import type { CurlNote } from "@/components/routines/form/curl-note";
import { CurlPaste } from "@/components/routines/form/curl-paste";
import { draftInterval } from "@/components/routines/form/draft-interval";
import { fillFields, type FieldTexts } from "@/components/routines/form/fill-fields";
import { LeaveGuard } from "@/components/routines/form/leave-guard";
import { MessageFold } from "@/components/routines/form/message-fold";
import { RequestLine } from "@/components/routines/form/request-line";
import { ResilienceFold } from "@/components/routines/form/resilience-fold";
import { standingProblems } from "@/components/routines/form/routine-form-problems";
import {
  isSameForm,
  isSamePlace,
  isSameRequest,
  isSameSchedule,
  readRoutineForm,
  type FormPlace,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { RuleSection } from "@/components/routines/form/rule-section";
import { ScheduleFields } from "@/components/routines/form/schedule-fields";
import { SecretFold } from "@/components/routines/form/secret-fold";
import { suggestName } from "@/components/routines/form/suggest-name";
import { TestResult } from "@/components/routines/form/test-result";
import { useRequestTest, type TestAction } from "@/components/routines/form/use-request-test";
import { WindowFold } from "@/components/routines/form/window-fold";
import { useIntervalWords } from "@/components/schedule/use-interval-words";
import { useServerNow } from "@/components/time/now-provider";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import type { CurlCommand } from "@/lib/domain/curl/curl-command";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { MAX_NAME_CHARACTERS, type RoutineLimits } from "@/lib/domain/routine/routine-options";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { zoneOrUtc } from "@/lib/domain/schedule/zoned-time";

// What is only needed once something is typed weighs more than the rest of the form.
async function loadLate() {
  const [{ findLiveProblems }, { cronWords }, { draftSlots }] = await Promise.all([
    import("@/components/routines/form/live-problems"),
    import("@/components/schedule/cron-words"),
    import("@/components/routines/form/schedule-preview"),
  ]);
  return { findLiveProblems, cronWords, draftSlots };
}

export type RoutineFieldsProps = {
  action: (state: RoutineFormState, form: FormData) => Promise<RoutineFormState>;
  testAction: TestAction;
  values: RoutineFormValues;
  /** The words of their cron expression; null where there are none. */
  initialWords: string | null;
  /** The next slots that they make, as instants. */
  initialSlots: readonly string[];
  limits: RoutineLimits;
  /** The secrets that the workspace may use. */
  secrets: readonly SecretOption[];
  /** The routine that is edited; null for a new one. */
  current: RoutineDto | null;
  /** Whether the values say nothing of a time zone, so that the reader's own is meant. */
  isZoneOpen?: boolean;
  /** Whether `values` were chosen on purpose, so that nothing typed before takes their place. */
  isPrefilled?: boolean;
};

/**
 * Makes or changes a routine. It is a plain form that the server answers, so it works without
 * JavaScript; with it, the fold titles and the next runs follow what is typed, a command can be
 * pasted, the request can be tested, and what was typed and not saved comes back.
 */
export function RoutineFields({ isPrefilled = false, ...props }: RoutineFieldsProps) {
  return isPrefilled ? (
    <Fields {...props} isRestored={false} baseline={props.values} />
  ) : (
    <RestoredFields {...props} />
  );
}

type FieldsProps = Omit<RoutineFieldsProps, "isPrefilled">;

function RestoredFields(props: FieldsProps) {
  const { values, isRestored } = useDraft(props.values, readRoutineForm);
  return (
    <Fields
      key={String(isRestored)}
      {...props}
      values={values}
      baseline={props.values}
      isRestored={isRestored}
    />
  );
}

/** A command that was pasted, and what stood in its fields before. */
type Pasted = { command: CurlCommand; before: FieldTexts; Note: typeof CurlNote };

type AllFieldsProps = FieldsProps & {
  /** What is saved already, or what an untouched form holds. */
  baseline: RoutineFormValues;
  isRestored: boolean;
};

function Fields({
  action,
  testAction,
  values,
  initialWords,
  initialSlots,
  baseline,
  limits,
  secrets,
  current,
  isZoneOpen = false,
  isRestored,
}: AllFieldsProps) {
  const t = useTranslations("routineForm");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const mayLeaveRef = useRef(false);
  const suggested = useRef("");
  const isHydrated = useHydrated();
  const viewerZone = useViewerZone();
  const locale = useLocale();
  const intervalWords = useIntervalWords();
  const now = new Date(useServerNow());

  // The state that a form without JavaScript was answered with; with it, `save` asks for itself, so
  // that a server out of reach loses nothing.
  const [served, dispatch] = useActionState(action, { values, failure: null }, usePathname());
  const [state, setState] = useState(served);
  const [isSaving, startSaving] = useTransition();
  const [isUnreachable, setUnreachable] = useState(false);
  const { test, isTesting, run: runTest, forgetRefusal } = useRequestTest(testAction);
  const [pasted, setPasted] = useState<Pasted | null>(null);

  const untouched = isZoneOpen
    ? { ...baseline, timezone: zoneOrUtc(viewerZone ?? baseline.timezone) }
    : baseline;
  const initial = state.failure === null && !isRestored ? untouched : state.values;
  const [draft, setDraft] = useState(initial);
  const isDirty = !isSameForm(untouched, draft);

  const [late, fetchLate] = useLateModule(loadLate);
  const [firstSlot] = initialSlots;
  const isSlotOver = firstSlot !== undefined && Date.parse(firstSlot) <= now.getTime();
  useEffect(() => {
    if (isDirty || isSlotOver) fetchLate();
  }, [isDirty, isSlotOver, fetchLate]);

  const testResult = test === null || test.result === "unreachable" ? null : test.result;
  const isTestRefused = testResult?.ok === false && testResult.code === "VALIDATION";
  const judged: RoutineFormState =
    test !== null && isTestRefused ? { values: test.values, failure: testResult } : state;
  const isSessionEnded = [state.failure, testResult].some(
    (result) => result?.ok === false && result.code === "UNAUTHENTICATED",
  );

  const live = late?.findLiveProblems(draft, limits, now, current) ?? [];
  const problems = standingProblems(judged, draft, live);
  const problemAt = (place: FormPlace) => {
    const own = problems.filter((problem) => isSamePlace(problem.place, place));
    return own.length === 0 ? undefined : [...new Set(own.map(problemText))].join(" ");
  };
  const otherProblems = problems.filter((problem) => problem.place === null);

  const takeDraft = () => {
    if (form.current !== null) setDraft(readRoutineForm(new FormData(form.current)));
  };
  // What was typed before the script was there counts, too.
  useEffect(takeDraft, [viewerZone]);

  const judgedFailure = judged.failure;
  useEffect(() => {
    if (judgedFailure === null) return;
    const invalid = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const fold = invalid?.closest("details");
    if (fold) fold.open = true;
    invalid?.focus();
  }, [judgedFailure]);

  const fill = (texts: FieldTexts) => {
    if (form.current !== null) fillFields(form.current, texts);
    takeDraft();
  };
  const nameFromUrl = () => {
    if (form.current === null || current !== null) return;
    const { name, endpoint_url } = readRoutineForm(new FormData(form.current));
    const suggestion = suggestName(endpoint_url);
    if (suggestion === "" || (name !== "" && name !== suggested.current)) return;
    suggested.current = suggestion;
    fill({ name: suggestion });
  };
  const readCommand = async (text: string) => {
    const [{ parseCurlCommand }, { curlValues }, { CurlNote: Note }] = await Promise.all([
      import("@/lib/domain/curl/curl-command"),
      import("@/components/routines/form/curl-values"),
      import("@/components/routines/form/curl-note"),
    ]);
    const command = parseCurlCommand(text);
    if (command === null) return;
    const texts = curlValues(command.request);
    const { http_method, endpoint_url, headers, body, follow_redirects, timeout_seconds, name } =
      draft;
    setPasted({
      command,
      Note,
      before: {
        http_method,
        endpoint_url: endpoint_url === text ? "" : endpoint_url,
        headers,
        body,
        follow_redirects,
        timeout_seconds,
        name,
      },
    });
    fill(texts);
    nameFromUrl();
    form.current?.querySelector<HTMLElement>("#endpoint_url")?.focus();
  };
  const pasteCommand = (text: string) => {
    readCommand(text).catch(() => setUnreachable(true));
  };
  const undoPaste = () => {
    if (pasted === null) return;
    fill(pasted.before);
    setPasted(null);
    form.current?.querySelector<HTMLElement>("#endpoint_url")?.focus();
  };

  const save = (element: HTMLFormElement) => {
    // The field is not left where Enter is pressed in it.
    if (document.activeElement?.id === "endpoint_url") nameFromUrl();
    const data = new FormData(element);
    forgetRefusal();
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

  const interval = draftInterval(draft, limits);
  const givenSlots = isSameSchedule(draft, untouched) ? initialSlots : null;
  const slots = late === null ? givenSlots : late.draftSlots(draft, limits, now, current);
  const cronWords = () => {
    if (late !== null) return late.cronWords(draft.cron_expression, locale);
    return draft.cron_expression === baseline.cron_expression ? initialWords : null;
  };
  const words =
    draft.schedule === "cron" ? cronWords() : interval === null ? null : intervalWords(interval);
  const timezone = zoneOrUtc(draft.timezone.trim());
  const fold = { initial, draft, problemAt };

  return (
    <form
      ref={form}
      action={dispatch}
      noValidate
      onFocus={fetchLate}
      onChange={takeDraft}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it was refused.
        event.preventDefault();
        if (!isSaving) save(event.currentTarget);
      }}
      className="max-w-3xl"
    >
      {isRestored && state.failure === null && <DraftRestoredAlert className="mb-6" />}
      {isUnreachable && <Alert className="mb-6">{t("unreachable")}</Alert>}
      {isSessionEnded ? (
        <SessionEndedAlert form={form} className="mb-6" />
      ) : judgedFailure?.code === "VALIDATION" ? (
        <Alert className="mb-6">
          <p>{t("problems", { count: judgedFailure.fieldErrors.length })}</p>
          {otherProblems.map((problem) => (
            <p key={problem.path}>
              {t("otherProblem", { path: problem.path, problem: problemText(problem) })}
            </p>
          ))}
        </Alert>
      ) : (
        judgedFailure && <FailureAlert code={judgedFailure.code} className="mb-6" />
      )}

      <fieldset>
        <legend className="mb-3 font-semibold">{t("request")}</legend>
        <RequestLine
          initial={initial}
          problemAt={problemAt}
          onCommand={pasteCommand}
          onUrlLeft={nameFromUrl}
        />
        <div className="mt-2 grid gap-2">
          <CurlPaste onCommand={pasteCommand} />
          {pasted !== null && (
            <pasted.Note
              command={pasted.command}
              draft={draft}
              secrets={secrets}
              onUseSecret={(name) => fill({ secret_ref: name })}
              onUndo={undoPaste}
              onDismiss={() => setPasted(null)}
            />
          )}
        </div>
      </fieldset>

      <ScheduleFields
        initial={initial}
        limits={limits}
        problemAt={problemAt}
        words={words}
        slots={slots}
        timezone={timezone}
      />

      <Field id="name" label={t("name")} problem={problemAt("name")} className="mb-6 border-t pt-5">
        {(control) => (
          <Input
            {...control}
            name="name"
            defaultValue={initial.name}
            placeholder={suggestName(draft.endpoint_url) || t("namePlaceholder")}
            required
            maxLength={MAX_NAME_CHARACTERS}
            autoComplete="off"
            onBlur={nameFromUrl}
          />
        )}
      </Field>

      <MessageFold {...fold} />
      <SecretFold {...fold} secrets={secrets} />
      <RuleSection {...fold} onRowsChange={takeDraft} />
      <AnswerFold {...fold} limits={limits} />
      <ResilienceFold {...fold} />
      <WindowFold {...fold} current={current} timezone={timezone} />

      <div className="flex flex-wrap items-center gap-2 border-t pt-5">
        <Button type="submit" variant="primary" isPending={isSaving}>
          {isSaving ? t("saving") : t(current === null ? "create" : "save")}
        </Button>
        {isHydrated && (
          <Button
            type="button"
            isPending={isTesting}
            onClick={() => form.current && runTest(new FormData(form.current))}
          >
            {isTesting ? t("testing") : t("test")}
          </Button>
        )}
        <Button asChild variant="ghost">
          <Link href={current === null ? "/routines" : `/routines/${current.id}`}>
            {common("cancel")}
          </Link>
        </Button>
      </div>
      <TestResult
        test={test}
        isTesting={isTesting}
        isStale={test !== null && !isSameRequest(test.values, draft)}
        now={now}
      />
      <LeaveGuard form={form} isDirty={!isSessionEnded && isDirty} mayLeaveRef={mayLeaveRef} />
    </form>
  );
}

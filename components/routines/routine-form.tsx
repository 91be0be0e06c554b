"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { startTransition, useActionState, useEffect, useRef, useState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { exactTimeText, isSameClock, zonedTimeText } from "@/components/layout/exact-time-text";
import { useServerNow } from "@/components/layout/now-provider";
import { useViewerZone } from "@/components/layout/use-viewer-zone";
import { Fold } from "@/components/routines/fold";
import { RuleFold } from "@/components/routines/rule-fold";
import { standingProblems } from "@/components/routines/routine-form-problems";
import {
  CHECKED,
  draftWindow,
  isSamePlace,
  parseHeaderLines,
  readRoutineForm,
  type FormPlace,
  type RoutineField,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/routine-form-values";
import { draftSchedule, previewSlots } from "@/components/routines/schedule-preview";
import { ScheduleFields } from "@/components/routines/schedule-fields";
import { SecretFold } from "@/components/routines/secret-fold";
import { useScheduleWords } from "@/components/routines/use-schedule-words";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import {
  bodyPolicies,
  httpMethods,
  MAX_JITTER_SECONDS,
  misfirePolicies,
  type RoutineDto,
  type RoutineLimits,
} from "@/lib/domain/routine";
import type { SecretOption } from "@/lib/domain/secret-option";
import { zoneOrUtc } from "@/lib/domain/zoned-time";

const MAX_ATTEMPTS = 5;

const isInstant = (text: string) => !Number.isNaN(Date.parse(text));

type RoutineFormProps = {
  action: (state: RoutineFormState, form: FormData) => Promise<RoutineFormState>;
  values: RoutineFormValues;
  limits: RoutineLimits;
  /** The secrets that the workspace may use. */
  secrets: readonly SecretOption[];
  /** The routine that is edited; null for a new one. */
  current: RoutineDto | null;
};

/**
 * Makes or changes a routine. It is a plain form that the server answers, so it works without
 * JavaScript; with it, the fold titles and the next runs follow what is typed.
 */
export function RoutineForm({ action, values, limits, secrets, current }: RoutineFormProps) {
  const t = useTranslations("routineForm");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [state, dispatch, isPending] = useActionState(action, { values, failure: null });
  const [draft, setDraft] = useState(state.values);
  const locale = useLocale();
  const viewerZone = useViewerZone();
  const scheduleWords = useScheduleWords();
  const now = new Date(useServerNow());

  const problems = standingProblems(state, draft, limits, now, current);
  const problemAt = (place: FormPlace) => {
    const own = problems.filter((problem) => isSamePlace(problem.place, place));
    return own.length === 0 ? undefined : [...new Set(own.map(problemText))].join(" ");
  };
  const otherProblems = problems.filter((problem) => problem.place === null);

  const takeDraft = () => {
    if (form.current !== null) setDraft(readRoutineForm(new FormData(form.current)));
  };
  // What was typed before the script was there counts, too.
  useEffect(takeDraft, []);

  useEffect(() => {
    if (state.failure === null) return;
    const invalid = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    const fold = invalid?.closest("details");
    if (fold) fold.open = true;
    invalid?.focus();
  }, [state.failure]);

  const schedule = draftSchedule(draft, limits);
  const slots = schedule === null ? [] : previewSlots(schedule, draft, now, current);
  const words = scheduleWords(
    draft.schedule === "cron"
      ? { interval_minutes: null, cron_expression: draft.cron_expression }
      : { interval_minutes: schedule && Number(draft.interval_minutes), cron_expression: null },
  );
  const timezone = zoneOrUtc(draft.timezone.trim());
  const draftedWindow = draftWindow(draft, current);
  const windowHint = (instant: string | null) =>
    instant !== null &&
    viewerZone !== null &&
    isInstant(instant) &&
    !isSameClock(instant, timezone, viewerZone)
      ? t("windowHintYours", { timezone, time: exactTimeText(instant, "date", locale) })
      : t("windowHint", { timezone });
  const windowText = (key: "startsAt" | "endsAt", instant: string | null) =>
    instant === null || !isInstant(instant)
      ? t(key === "startsAt" ? "startsAtOnce" : "endsNever")
      : t(key, { time: zonedTimeText(instant, "date", timezone, viewerZone && locale) });
  const headerCount = Object.keys(parseHeaderLines(draft.headers).headers).length;
  const initial = state.values;
  const hasProblemIn = (...names: RoutineField[]) =>
    names.some((name) => problemAt(name) !== undefined);

  return (
    <form
      ref={form}
      action={dispatch}
      noValidate
      onChange={takeDraft}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it was refused.
        event.preventDefault();
        if (isPending) return;
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="max-w-3xl"
    >
      {state.failure &&
        (state.failure.code === "VALIDATION" ? (
          <Alert className="mb-6">
            <p>{t("problems", { count: state.failure.fieldErrors.length })}</p>
            {otherProblems.map((problem) => (
              <p key={problem.path}>
                {t("otherProblem", { path: problem.path, problem: problemText(problem) })}
              </p>
            ))}
          </Alert>
        ) : (
          <FailureAlert code={state.failure.code} className="mb-6" />
        ))}

      <fieldset className="grid gap-4">
        <legend className="mb-3 font-semibold">{t("request")}</legend>
        <Field id="name" label={t("name")} problem={problemAt("name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              defaultValue={initial.name}
              placeholder={t("namePlaceholder")}
              required
              maxLength={120}
              autoComplete="off"
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-2">
          <Field id="http_method" label={t("method")} problem={problemAt("http_method")}>
            {(control) => (
              <Select
                {...control}
                name="http_method"
                defaultValue={initial.http_method}
                className="font-mono"
              >
                {httpMethods.map((method) => (
                  <option key={method}>{method}</option>
                ))}
              </Select>
            )}
          </Field>
          <Field id="endpoint_url" label={t("url")} problem={problemAt("endpoint_url")}>
            {(control) => (
              <Input
                {...control}
                name="endpoint_url"
                type="url"
                inputMode="url"
                defaultValue={initial.endpoint_url}
                placeholder={t("urlPlaceholder")}
                required
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
              />
            )}
          </Field>
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

      <RuleFold initial={initial} draft={draft} problemAt={problemAt} onRowsChange={takeDraft} />
      <SecretFold initial={initial} draft={draft} secrets={secrets} problemAt={problemAt} />
      <Fold
        title={t("headersAndBody")}
        summary={`${t("headerCount", { count: headerCount })}, ${t(draft.body === "" ? "noBody" : "hasBody")}`}
        hasProblem={hasProblemIn("headers", "body")}
      >
        <Field
          id="headers"
          label={t("headers")}
          hint={t("headersHint")}
          problem={problemAt("headers")}
        >
          {(control) => (
            <Textarea
              {...control}
              name="headers"
              rows={3}
              defaultValue={initial.headers}
              spellCheck={false}
              className="font-mono text-sm"
            />
          )}
        </Field>
        <Field id="body" label={t("body")} hint={t("bodyHint")} problem={problemAt("body")}>
          {(control) => (
            <Textarea
              {...control}
              name="body"
              rows={5}
              defaultValue={initial.body}
              spellCheck={false}
              className="font-mono text-sm"
            />
          )}
        </Field>
      </Fold>
      <Fold
        title={t("window")}
        summary={`${windowText("startsAt", draftedWindow.starts_at)}, ${windowText("endsAt", draftedWindow.ends_at)}`}
        hasProblem={hasProblemIn("starts_at", "ends_at")}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            id="starts_at"
            label={t("startDate")}
            hint={windowHint(draftedWindow.starts_at)}
            problem={problemAt("starts_at")}
          >
            {(control) => (
              <Input
                {...control}
                name="starts_at"
                type="datetime-local"
                defaultValue={initial.starts_at}
              />
            )}
          </Field>
          <Field
            id="ends_at"
            label={t("endDate")}
            hint={windowHint(draftedWindow.ends_at)}
            problem={problemAt("ends_at")}
          >
            {(control) => (
              <Input
                {...control}
                name="ends_at"
                type="datetime-local"
                defaultValue={initial.ends_at}
              />
            )}
          </Field>
        </div>
      </Fold>
      <Fold
        title={t("resilience")}
        summary={[
          t("attemptCount", { count: Number(draft.max_attempts) || 1 }),
          t("jitterValue", { count: Number(draft.jitter_seconds) || 0 }),
          t(`misfirePolicies.${draft.misfire_policy}`),
        ].join(", ")}
        hasProblem={hasProblemIn("max_attempts", "jitter_seconds", "misfire_policy")}
      >
        <div className="grid gap-4 sm:grid-cols-3">
          <Field
            id="max_attempts"
            label={t("attempts")}
            hint={t("attemptsHint")}
            problem={problemAt("max_attempts")}
          >
            {(control) => (
              <Input
                {...control}
                name="max_attempts"
                type="number"
                inputMode="numeric"
                min={1}
                max={MAX_ATTEMPTS}
                step={1}
                defaultValue={initial.max_attempts}
              />
            )}
          </Field>
          <Field
            id="jitter_seconds"
            label={t("jitter")}
            hint={t("jitterHint")}
            problem={problemAt("jitter_seconds")}
          >
            {(control) => (
              <Input
                {...control}
                name="jitter_seconds"
                type="number"
                inputMode="numeric"
                min={0}
                max={MAX_JITTER_SECONDS}
                step={1}
                defaultValue={initial.jitter_seconds}
              />
            )}
          </Field>
          <Field id="misfire_policy" label={t("misfire")} problem={problemAt("misfire_policy")}>
            {(control) => (
              <Select {...control} name="misfire_policy" defaultValue={initial.misfire_policy}>
                {misfirePolicies.map((policy) => (
                  <option key={policy} value={policy}>
                    {t(`misfirePolicies.${policy}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      </Fold>
      <Fold
        title={t("advanced")}
        summary={[
          draft.timeout_seconds === ""
            ? t("timeoutDefault")
            : t("timeoutValue", { seconds: draft.timeout_seconds }),
          t(draft.follow_redirects === "" ? "summaryNotFollowed" : "summaryFollowed"),
          t(`summaryBodies.${draft.keep_body}`),
        ].join(", ")}
        hasProblem={hasProblemIn("timeout_seconds", "follow_redirects", "keep_body")}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            id="timeout_seconds"
            label={t("timeout")}
            hint={t("timeoutHint", { maximum: limits.maxTimeoutSeconds })}
            problem={problemAt("timeout_seconds")}
          >
            {(control) => (
              <Input
                {...control}
                name="timeout_seconds"
                type="number"
                inputMode="numeric"
                min={1}
                max={limits.maxTimeoutSeconds}
                step={1}
                defaultValue={initial.timeout_seconds}
              />
            )}
          </Field>
          <Field
            id="keep_body"
            label={t("keepBody")}
            hint={t("keepBodyHint")}
            problem={problemAt("keep_body")}
          >
            {(control) => (
              <Select {...control} name="keep_body" defaultValue={initial.keep_body}>
                {bodyPolicies.map((policy) => (
                  <option key={policy} value={policy}>
                    {t(`bodyPolicies.${policy}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field
            id="follow_redirects"
            label={t("followRedirects")}
            hint={t("followRedirectsHint")}
            problem={problemAt("follow_redirects")}
            className="grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2.5 *:col-start-2 sm:col-span-2"
          >
            {(control) => (
              <input
                {...control}
                type="checkbox"
                name="follow_redirects"
                value={CHECKED}
                defaultChecked={initial.follow_redirects !== ""}
                className="col-start-1! row-start-1 size-4 accent-accent max-lg:size-5"
              />
            )}
          </Field>
        </div>
      </Fold>

      <div className="flex flex-wrap items-center gap-2 border-t pt-5">
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? t("saving") : t(current === null ? "create" : "save")}
        </Button>
        <Button asChild variant="ghost">
          <Link href={current === null ? "/routines" : `/routines/${current.id}`}>
            {common("cancel")}
          </Link>
        </Button>
      </div>
    </form>
  );
}

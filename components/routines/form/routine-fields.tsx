"use client";

import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { DraftRestoredAlert, SessionEndedAlert } from "@/components/forms/draft-alerts";
import { FailureAlert } from "@/components/forms/failure-alert";
import { LeaveGuard } from "@/components/forms/leave-guard";
import { useDraft } from "@/components/forms/use-draft";
import { useProblemText } from "@/components/forms/use-problem-text";
import { useHydrated } from "@/components/hydration/use-hydrated";
import type { FormSectionProps } from "@/components/routines/form/form-section";
import { MessageSection } from "@/components/routines/form/message-section";
import { RequestSection } from "@/components/routines/form/request-section";
import { ResilienceSection } from "@/components/routines/form/resilience-section";
import { ResponseSection } from "@/components/routines/form/response-section";
import { isSameRequest, readRoutineForm } from "@/components/routines/form/routine-form-values";
import { RuleSection } from "@/components/routines/form/rule-section";
import { ScheduleSection } from "@/components/routines/form/schedule/schedule-section";
import {
  useSchedulePreview,
  type SchedulePreview,
} from "@/components/routines/form/schedule/use-schedule-preview";
import { SecretSection } from "@/components/routines/form/secret-section";
import { TestResult } from "@/components/routines/form/test-result";
import {
  useRoutineForm,
  type RoutineFormApi,
  type RoutineFormOptions,
} from "@/components/routines/form/use-routine-form";
import { WindowSection } from "@/components/routines/form/window-section";
import { TagField } from "@/components/tags/tag-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";
import { Link } from "@/components/ui/link";
import { suggestName } from "@/lib/domain/routine/routine-name";
import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { zoneOrUtc } from "@/lib/domain/schedule/zoned-time";

/** The sections that open, in the order in which they are shown. */
const sections: Record<string, ComponentType<FormSectionProps>> = {
  message: MessageSection,
  secrets: SecretSection,
  rules: RuleSection,
  response: ResponseSection,
  resilience: ResilienceSection,
  window: WindowSection,
};

type FieldsProps = RoutineFormOptions & {
  /** The secrets that the workspace may use. */
  secrets: readonly SecretOption[];
  /** The names of the workspace's tags. */
  knownTags: readonly string[];
  /** The preview of the schedule in the values. */
  preview: SchedulePreview;
  /** Whether the place to paste a command is open at first. */
  isPasteOpen?: boolean;
};

export type RoutineFieldsProps = Omit<FieldsProps, "baseline" | "isRestored"> & {
  /** Whether the values were chosen on purpose, so that no draft replaces them. */
  isPrefilled?: boolean;
};

/**
 * Creates or changes a routine. It is a plain form that works without JavaScript. With it, titles and
 * next runs follow what is typed, a command can be pasted, the request can be tested, and unsaved
 * input is restored.
 */
export function RoutineFields({ isPrefilled = false, ...props }: RoutineFieldsProps) {
  const { values, isRestored } = useDraft(props.values, readRoutineForm, !isPrefilled);
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

function Fields({ secrets, knownTags, preview, isPasteOpen = false, ...options }: FieldsProps) {
  const t = useTranslations("routineForm");
  const tags = useTranslations("tags");
  const routineForm = useRoutineForm(options);
  const schedule = useSchedulePreview(routineForm, preview);
  const { form, draft, initial, problemAt, test } = routineForm;
  const section: FormSectionProps = {
    initial,
    draft,
    problemAt,
    field: (name) => ({ name, defaultValue: initial[name], problem: problemAt(name) }),
    sentAs: routineForm.sentAs,
    limits: options.limits,
    secrets,
    current: options.current,
    timezone: zoneOrUtc(draft.timezone.trim()),
    onRowsChange: routineForm.readDraft,
  };
  return (
    <form
      ref={form}
      action={routineForm.dispatch}
      noValidate
      onFocus={routineForm.fetchRules}
      onChange={routineForm.readDraft}
      onSubmit={(event) => {
        // React resets a form after running its action, even when nothing was saved.
        event.preventDefault();
        routineForm.save();
      }}
      className="max-w-3xl"
    >
      <FormAlerts routineForm={routineForm} />
      <RequestSection {...section} routineForm={routineForm} isPasteOpen={isPasteOpen} />
      <ScheduleSection {...section} {...schedule} onTexts={routineForm.fill} />
      <InputField
        {...section.field("name")}
        label={t("name")}
        placeholder={suggestName(draft.endpoint_url) || t("namePlaceholder")}
        required
        maxLength={MAX_NAME_CHARACTERS}
        autoComplete="off"
        onBlur={routineForm.nameAfterUrl}
        className="border-t pt-5"
      />
      <TagField
        {...section.field("tags")}
        label={tags("title")}
        hint={tags("hint")}
        known={knownTags}
        onChange={routineForm.readDraft}
        className="mt-4 mb-6"
      />
      {Object.entries(sections).map(([name, Section]) => (
        <Section key={name} {...section} />
      ))}
      <FormButtons routineForm={routineForm} />
      <TestResult
        test={test}
        isTesting={routineForm.isTesting}
        isStale={test !== null && !isSameRequest(test.values, draft)}
        now={routineForm.now}
      />
      <LeaveGuard
        form={form}
        isDirty={!routineForm.isSessionEnded && routineForm.isDirty}
        mayLeaveRef={routineForm.mayLeaveRef}
      />
    </form>
  );
}

/** What the form as a whole has to say: a restored draft, and why it wasn't saved. */
function FormAlerts({ routineForm }: { routineForm: RoutineFormApi }) {
  const t = useTranslations("routineForm");
  const problemText = useProblemText();
  const { form, failure } = routineForm;
  return (
    <>
      {routineForm.isShowingDraft && <DraftRestoredAlert className="mb-6" />}
      {routineForm.isUnreachable && <Alert className="mb-6">{t("unreachable")}</Alert>}
      {routineForm.isSessionEnded ? (
        <SessionEndedAlert form={form} className="mb-6" />
      ) : failure?.code === "VALIDATION" ? (
        <Alert className="mb-6">
          <p>{t("problems", { count: failure.fieldErrors.length })}</p>
          {routineForm.otherProblems.map((problem) => (
            <p key={problem.path}>
              {problem.path === ""
                ? problemText(problem)
                : t("otherProblem", { path: problem.path, problem: problemText(problem) })}
            </p>
          ))}
        </Alert>
      ) : (
        failure && <FailureAlert failure={failure} className="mb-6" />
      )}
    </>
  );
}

/** Save, test and cancel. Testing needs the script, so without it the button isn't shown. */
function FormButtons({ routineForm }: { routineForm: RoutineFormApi }) {
  const t = useTranslations("routineForm");
  const common = useTranslations("common");
  const isHydrated = useHydrated();
  const { current, isSaving, isTesting } = routineForm;
  return (
    <div className="flex flex-wrap items-center gap-2 border-t pt-5">
      <Button type="submit" variant="primary" isPending={isSaving}>
        {isSaving ? t("saving") : t(current === null ? "create" : "save")}
      </Button>
      {isHydrated && (
        <Button type="button" isPending={isTesting} onClick={routineForm.sendTest}>
          {isTesting ? t("testing") : t("test")}
        </Button>
      )}
      <Button asChild variant="ghost">
        <Link href={current === null ? "/routines" : `/routines/${current.id}`}>
          {common("cancel")}
        </Link>
      </Button>
    </div>
  );
}

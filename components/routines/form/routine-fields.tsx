"use client";

import { useTranslations } from "next-intl";
import { lazy, useState, type ComponentType } from "react";
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
import {
  isSameRequest,
  readRoutineForm,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { rowOfLeaf, type RuleRow } from "@/components/routines/form/rule-row";
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

// It shows each setting in words, and few saves meet another.
const ConflictNote = lazy(() => import("@/components/routines/form/conflict-note"));

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
  const [choice, setChoice] = useState<Choice | null>(null);
  const start =
    choice === null
      ? { values, baseline: props.values, isRestored }
      : choice.isMine
        ? { values: choice.mine, baseline: choice.theirs, isRestored: true }
        : { values: choice.theirs, baseline: choice.theirs, isRestored: false };
  const note = choice === null || choice.isMine ? null : choice;
  return (
    <Fields
      key={
        choice === null ? String(isRestored) : `chosen-${choice.isMine}-${choice.theirs.version}`
      }
      {...props}
      {...start}
      isDraft={choice === null}
      onTake={(theirs, mine) =>
        setChoice({ mine: { ...mine, version: theirs.version }, theirs, isMine: false })
      }
      onBack={note && (() => setChoice({ ...note, isMine: true }))}
    />
  );
}

/** Which of two versions the form holds, after somebody else has saved the routine. */
type Choice = { mine: RoutineFormValues; theirs: RoutineFormValues; isMine: boolean };

type ChoiceProps = {
  /** Whether values that were restored are a draft that the browser kept. */
  isDraft: boolean;
  /** Puts another version into the form, and keeps the one that it held. */
  onTake: (theirs: RoutineFormValues, mine: RoutineFormValues) => void;
  /** Puts the version into the form that it held before; null where there is none. */
  onBack: (() => void) | null;
};

function Fields({
  secrets,
  knownTags,
  preview,
  isPasteOpen = false,
  isDraft,
  onTake,
  onBack,
  ...options
}: FieldsProps & ChoiceProps) {
  const t = useTranslations("routineForm");
  const tags = useTranslations("tags");
  const routineForm = useRoutineForm(options);
  const schedule = useSchedulePreview(routineForm, preview);
  const { form, draft, initial, problemAt, test } = routineForm;
  const [pickedRows, setPickedRows] = useState<readonly RuleRow[]>([]);
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
    pickedRows,
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
        const { submitter } = event.nativeEvent;
        routineForm.save(submitter);
      }}
      className="max-w-3xl"
    >
      <input type="hidden" name="version" value={routineForm.version} />
      <FormAlerts
        routineForm={routineForm}
        isDraft={isDraft}
        onTake={(theirs) => onTake(theirs, draft)}
        onBack={onBack}
      />
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
        onPick={(leaf) => setPickedRows([...pickedRows, rowOfLeaf(leaf)])}
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
function FormAlerts({
  routineForm,
  isDraft,
  onTake,
  onBack,
}: Omit<ChoiceProps, "onTake"> & {
  routineForm: RoutineFormApi;
  onTake: (theirs: RoutineFormValues) => void;
}) {
  const t = useTranslations("routineForm");
  const problemText = useProblemText();
  const { form, failure, conflict } = routineForm;
  return (
    <>
      {onBack !== null && failure === null && (
        <Alert variant="success" className="mb-6">
          <p>{t("conflict.taken")}</p>
          <Button type="button" size="sm" onClick={onBack} className="mt-2">
            {t("conflict.back")}
          </Button>
        </Alert>
      )}
      {isDraft && routineForm.isShowingDraft && <DraftRestoredAlert className="mb-6" />}
      {routineForm.isUnreachable && <Alert className="mb-6">{t("unreachable")}</Alert>}
      {routineForm.isSessionEnded ? (
        <SessionEndedAlert form={form} className="mb-6" />
      ) : conflict !== null ? (
        <ConflictNote
          conflict={conflict}
          isSaving={routineForm.isSaving}
          onTake={() => onTake(conflict.theirValues)}
        />
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

"use client";

import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { CodeChanges, CodeDriftList } from "@/components/settings/code/code-changes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { FileInput } from "@/components/ui/file-input";
import { verbatim } from "@/components/ui/input-field";
import { Textarea } from "@/components/ui/textarea";
import type { ActionFailure, ActionResult } from "@/lib/domain/action-result";
import type { AppliedCodeDto, CodePlanDto, CodeSummary } from "@/lib/domain/code/code-plan";

export type PlanAction = (text: string) => Promise<ActionResult<CodePlanDto>>;
export type ApplyAction = (text: string, plan: string) => Promise<ActionResult<AppliedCodeDto>>;

type CodeFormProps = {
  plan: PlanAction;
  /** Null for a member who may only read. */
  apply: ApplyAction | null;
};

type State =
  | { at: "start" }
  | { at: "failed"; failure: ActionFailure }
  | { at: "planned"; plan: CodePlanDto }
  | { at: "applied"; summary: CodeSummary };

function useSummaryText(): (summary: CodeSummary) => string {
  const t = useTranslations("code");
  return (summary) =>
    t("summary", {
      create: summary.create,
      update: summary.update + summary.adopt,
      delete: summary.delete,
      unchanged: summary.unchanged,
    });
}

/** The problems of a file, each at its line. */
function Problems({ failure }: { failure: ActionFailure }) {
  const t = useTranslations("code");
  const problemText = useProblemText();
  if (failure.fieldErrors.length === 0) return <FailureAlert failure={failure} />;
  return (
    <Alert>
      <p className="font-medium">{t("problems", { count: failure.fieldErrors.length })}</p>
      <ul className="mt-1.5 grid gap-1.5">
        {failure.fieldErrors.map((problem, index) => (
          <li key={index} className="[overflow-wrap:anywhere]">
            {problem.line !== undefined && (
              <span className="font-medium">{t("line", { line: problem.line })} </span>
            )}
            {problemText(problem)}{" "}
            {problem.path !== "" && (
              <code className="font-mono text-sm text-ink-soft">{problem.path}</code>
            )}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Plan({
  plan,
  onApply,
}: {
  plan: CodePlanDto;
  /** Null where nothing can be applied. */
  onApply: (() => void) | null;
}) {
  const t = useTranslations("code");
  const summaryText = useSummaryText();
  const { changes, drift, summary } = plan;
  return (
    <section aria-label={t("plan")} className="grid gap-4">
      <p role="status" className="font-medium">
        {changes.length === 0 ? t("nothing") : summaryText(summary)}
      </p>
      {changes.length > 0 && <CodeChanges changes={changes} />}
      {onApply !== null && (
        <Button variant="primary" className="justify-self-start" onClick={onApply}>
          {t("apply")}
        </Button>
      )}
      {drift.length > 0 && (
        <details className="rounded-block border bg-raised">
          <summary className="min-h-9 cursor-pointer px-3 py-2 font-medium">
            {t("drift", { count: drift.length })}
          </summary>
          <div className="grid gap-3 border-t p-3">
            <p className="text-sm text-ink-soft">{t("driftText")}</p>
            <CodeDriftList drift={drift} />
          </div>
        </details>
      )}
    </section>
  );
}

/** Takes a file, shows what it would change, and applies what was shown. */
export function CodeForm({ plan, apply }: CodeFormProps) {
  const t = useTranslations("code");
  const summaryText = useSummaryText();
  const [text, setText] = useState("");
  const [state, setState] = useState<State>({ at: "start" });
  const [isAsking, setIsAsking] = useState(false);
  const [isPending, startTransition] = useTransition();

  const change = (next: string) => {
    setText(next);
    // What was shown is of another text.
    setState({ at: "start" });
  };
  const showPlan = () =>
    startTransition(async () => {
      const result = await plan(text);
      setState(
        result.ok ? { at: "planned", plan: result.data } : { at: "failed", failure: result },
      );
    });
  const applyPlan = (digest: string, run: ApplyAction) =>
    startTransition(async () => {
      const result = await run(text, digest);
      setIsAsking(false);
      setState(
        result.ok
          ? { at: "applied", summary: result.data.summary }
          : { at: "failed", failure: result },
      );
    });
  const planned = state.at === "planned" ? state.plan : null;

  return (
    <div className="grid gap-5">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          showPlan();
        }}
      >
        <Field id="code-upload" label={t("file")} hint={t("fileHint")}>
          {(control) => (
            <FileInput
              {...control}
              accept=".yaml,.yml,.json,application/yaml,application/json"
              onChange={(event) => {
                void event.target.files?.[0]?.text().then(change);
              }}
            />
          )}
        </Field>
        <Field id="code-text" label={t("text")}>
          {(control) => (
            <Textarea
              {...control}
              {...verbatim}
              rows={12}
              required
              wrap="off"
              className="overflow-x-auto font-mono text-sm"
              value={text}
              onChange={(event) => change(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          variant={planned === null ? "primary" : "secondary"}
          isPending={isPending}
          className="justify-self-start"
        >
          {t("showPlan")}
        </Button>
      </form>
      {state.at === "failed" && <Problems failure={state.failure} />}
      {state.at === "applied" && (
        <Alert variant="success">
          {t("applied")} {summaryText(state.summary)}
        </Alert>
      )}
      {planned !== null && (
        <Plan
          plan={planned}
          onApply={apply === null || planned.changes.length === 0 ? null : () => setIsAsking(true)}
        />
      )}
      {planned !== null && apply !== null && isAsking && (
        <ConfirmDialog
          title={t("confirmTitle", { count: planned.changes.length })}
          text={t("confirmText", { deleted: planned.summary.delete })}
          onClose={() => setIsAsking(false)}
        >
          <div className="flex flex-wrap justify-end gap-2">
            <CancelButton>{t("cancel")}</CancelButton>
            <Button
              variant={planned.summary.delete > 0 ? "destructive" : "primary"}
              isPending={isPending}
              onClick={() => applyPlan(planned.plan, apply)}
            >
              {t("applyNow")}
            </Button>
          </div>
        </ConfirmDialog>
      )}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";
import type { ActionResult } from "@/lib/domain/action-result";

export type WorkspaceFormState = { name: string; result: ActionResult<unknown> | null };

type WorkspaceFormProps = {
  /** Empty for a workspace that is to be made. */
  name: string;
  action: (state: WorkspaceFormState, form: FormData) => Promise<WorkspaceFormState>;
};

/** The name of a workspace, new or old. */
export function WorkspaceForm({ name, action }: WorkspaceFormProps) {
  const t = useTranslations();
  const problemText = useProblemText();
  const [state, dispatch, isPending] = useActionState(action, { name, result: null });
  const { result } = state;
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const textsAt = (path: string) =>
    problems.filter((problem) => problem.path === path).map(problemText);
  const nameTexts = textsAt("name");
  const otherTexts = textsAt("");
  const isNew = name === "";
  return (
    <form
      action={dispatch}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it failed.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="grid justify-items-start gap-3"
    >
      <InputField
        id="workspace-name"
        name="name"
        label={t("workspace.name")}
        hint={isNew ? t("workspace.newNameHint") : t("workspace.nameHint")}
        problem={nameTexts.length === 0 ? undefined : nameTexts.join(" ")}
        defaultValue={state.name}
        maxLength={120}
        autoComplete="organization"
        className="w-full max-w-sm"
      />
      <div className="flex items-center gap-3">
        <Button type="submit" variant={isNew ? "primary" : "secondary"} isPending={isPending}>
          {isNew ? t("workspace.create") : t("settings.save")}
        </Button>
        <span role="status" className="text-ink-soft">
          {!isNew && result?.ok && !isPending && t("settings.saved")}
        </span>
      </div>
      {otherTexts.length > 0 && <Alert className="w-full max-w-xl">{otherTexts.join(" ")}</Alert>}
      {result !== null && !result.ok && problems.length === 0 && <FailureAlert failure={result} />}
    </form>
  );
}

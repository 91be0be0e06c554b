"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";
import type { ActionResult } from "@/lib/domain/action-result";

type PasswordFormProps = {
  action: (state: ActionResult<null> | null, form: FormData) => Promise<ActionResult<null>>;
  minimumCharacters: number;
};

/** Changes the password. The typed passwords are never kept, whatever the result. */
export function PasswordForm({ action, minimumCharacters }: PasswordFormProps) {
  const t = useTranslations("settings");
  const form = useRef<HTMLFormElement>(null);
  const [result, dispatch, isPending] = useActionState(action, null);
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const problemAt = (path: string) => problems.find((problem) => problem.path === path)?.message;
  const otherProblem = problemAt("");

  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [result]);

  return (
    <form ref={form} action={dispatch} className="grid max-w-sm justify-items-start gap-3">
      {otherProblem !== undefined && <Alert className="w-full">{otherProblem}</Alert>}
      {result !== null && !result.ok && problems.length === 0 && (
        <FailureAlert failure={result} className="w-full" />
      )}
      <InputField
        name="current_password"
        type="password"
        label={t("currentPassword")}
        problem={problemAt("current_password")}
        autoComplete="current-password"
        required
        className="w-full"
      />
      <InputField
        name="new_password"
        type="password"
        label={t("newPassword")}
        hint={t("newPasswordHint", { minimum: minimumCharacters })}
        problem={problemAt("new_password")}
        autoComplete="new-password"
        minLength={minimumCharacters}
        required
        className="w-full"
      />
      <div className="flex items-center gap-3">
        <Button type="submit" isPending={isPending}>
          {t("changePassword")}
        </Button>
        <span role="status" className="text-ink-soft">
          {result?.ok && !isPending && t("passwordChanged")}
        </span>
      </div>
    </form>
  );
}

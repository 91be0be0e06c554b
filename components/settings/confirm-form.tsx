"use client";

import { useTranslations } from "next-intl";
import { useActionState, type ReactNode } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { verbatim } from "@/components/ui/input-field";
import type { ActionResult } from "@/lib/domain/action-result";

/** The action of a form of the settings. `previous` is its last result, null before it was sent. */
export type FormAction = (
  previous: ActionResult<unknown> | null,
  form: FormData,
) => Promise<ActionResult<unknown> | null>;

/** For a confirmation that is typed word for word: nothing may fill it in or correct it. */
export const typedConfirmation = {
  ...verbatim,
  autoCorrect: "off",
  required: true,
  className: "w-full max-w-sm",
} as const;

type ConfirmFormProps = {
  action: FormAction;
  /** The words of the button. */
  label: ReactNode;
  /** Fields to fill in. `problemAt` returns the problem of each, in the reader's language. */
  children?: (problemAt: (path: string) => string | undefined) => ReactNode;
};

/** A form whose button deletes something, or gives it away; it says why where that fails. */
export function ConfirmForm({ action, label, children }: ConfirmFormProps) {
  const t = useTranslations("settings");
  const problemText = useProblemText();
  const [result, dispatch, isPending] = useActionState(action, null);
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const problemAt = (path: string) => {
    const problem = problems.find((item) => item.path === path);
    return problem && problemText(problem);
  };
  return (
    <form action={dispatch} className="grid justify-items-start gap-3">
      {children?.(problemAt)}
      {result !== null && !result.ok && problems.length === 0 && (
        <FailureAlert failure={result} className="w-full" />
      )}
      <Button type="submit" variant="destructive" isPending={isPending}>
        {label}
      </Button>
      {result?.ok && !isPending && <Alert variant="success">{t("done")}</Alert>}
    </form>
  );
}

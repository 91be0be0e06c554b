"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { InputField, verbatim } from "@/components/ui/input-field";
import type { ActionResult } from "@/lib/domain/action-result";

/**
 * The state of a form after it was sent. The address is kept, a password never is. The messages of
 * its problems are in the reader's language.
 */
export type AuthFormState = (ActionResult<null> & { email: string }) | null;

type AuthAction = (state: AuthFormState, form: FormData) => Promise<AuthFormState>;

type AuthFormProps = {
  action: AuthAction;
  /**
   * The namespace of the page's texts: `submit`, `submitting` and, where emails are sent, `sent`.
   */
  page: "signIn" | "signUp" | "forgotPassword" | "resetPassword";
  /** Which password is asked for beside the address, if any. */
  password?: "current" | "new";
  minPasswordCharacters?: number;
  hasEmail?: boolean;
  /** Where to go afterwards. */
  next?: string;
};

/**
 * The form of all these pages. It works without JavaScript, and keeps the address where there is a
 * problem.
 */
export function AuthForm({
  action,
  page,
  password,
  minPasswordCharacters,
  hasEmail = true,
  next,
}: AuthFormProps) {
  const t = useTranslations("auth");
  const [state, submit, isPending] = useActionState(action, null);
  const formRef = useRef<HTMLFormElement>(null);
  const problems = state?.ok === false ? state.fieldErrors : [];
  const problemOf = (path: string) => problems.find((problem) => problem.path === path)?.message;
  const formProblem = problemOf("");

  useEffect(() => {
    formRef.current?.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
  }, [state]);

  if (state?.ok === true) {
    return (
      <Alert variant="success">
        <p className="font-medium">{t("sent.title")}</p>
        <p className="[overflow-wrap:anywhere]">{t(`${page}.sent`, { email: state.email })}</p>
        <p className="mt-2 text-ink-soft">{t("sent.hint")}</p>
      </Alert>
    );
  }
  return (
    <form ref={formRef} action={submit} noValidate className="grid gap-4">
      {formProblem !== undefined && <Alert>{formProblem}</Alert>}
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      {hasEmail && (
        <InputField
          name="email"
          type="email"
          label={t("email")}
          problem={problemOf("email")}
          {...verbatim}
          autoComplete="username"
          required
          defaultValue={state?.email}
        />
      )}
      {password !== undefined && (
        <InputField
          name="password"
          type="password"
          label={t(hasEmail ? "password" : "newPassword")}
          hint={password === "new" && t("passwordHint", { min: minPasswordCharacters ?? 0 })}
          problem={problemOf("password")}
          autoComplete={`${password}-password`}
          required
        />
      )}
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        {t(isPending ? `${page}.submitting` : `${page}.submit`)}
      </Button>
    </form>
  );
}

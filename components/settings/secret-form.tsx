"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState, type ReactNode } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import type { FormAction } from "@/components/settings/confirm-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { InputField, verbatim } from "@/components/ui/input-field";
import { Textarea } from "@/components/ui/textarea";
import type { SecretDto } from "@/lib/domain/workspace/secret";

type SecretFormProps = {
  action: FormAction;
  /** The secret to change. Its value is unknown here: an empty field keeps it. */
  secret?: SecretDto;
  /** What is said where the change was saved. */
  saved?: ReactNode;
};

/** A new secret, or a change of one. A value that was typed is never shown, and never comes back. */
export function SecretForm({ action, secret, saved }: SecretFormProps) {
  const t = useTranslations("secrets");
  const problemText = useProblemText();
  const [result, dispatch, isPending] = useActionState(action, null);
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const problemAt = (field: string) => {
    const texts = problems
      .filter(({ path }) => path === field || path.startsWith(`${field}.`))
      .map(problemText);
    return texts.length === 0 ? undefined : Array.from(new Set(texts)).join(" ");
  };
  const other = problemAt("");
  const id = (field: string) => `secret-${field}-${secret?.id ?? "new"}`;
  return (
    <form
      action={dispatch}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it failed.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="grid max-w-xl justify-items-start gap-4"
    >
      {secret === undefined && (
        <InputField
          {...verbatim}
          id={id("name")}
          name="name"
          label={t("name")}
          hint={t("nameHint")}
          problem={problemAt("name")}
          maxLength={64}
          required
          className="w-full max-w-sm"
          inputClassName="font-mono"
        />
      )}
      <InputField
        {...verbatim}
        id={id("value")}
        name="value"
        type="password"
        label={secret === undefined ? t("value") : t("newValue")}
        hint={secret === undefined ? t("valueHint") : t("newValueHint")}
        problem={problemAt("value")}
        autoComplete="new-password"
        required={secret === undefined}
        className="w-full max-w-sm"
      />
      <Field
        id={id("origins")}
        label={t("origins")}
        hint={t("originsHint")}
        problem={problemAt("origins")}
        className="w-full"
      >
        {(control) => (
          <Textarea
            {...control}
            {...verbatim}
            name="origins"
            rows={2}
            required
            defaultValue={secret?.origins.join("\n")}
            className="font-mono"
          />
        )}
      </Field>
      {secret?.purpose !== "signing" && (
        <InputField
          {...verbatim}
          id={id("header")}
          name="header"
          label={t("header")}
          hint={t("headerHint", { value: "{value}" })}
          problem={problemAt("header")}
          defaultValue={secret?.header ?? ""}
          className="w-full"
          inputClassName="font-mono"
        />
      )}
      {other !== undefined && <Alert className="w-full">{other}</Alert>}
      {result !== null && !result.ok && problems.length === 0 && (
        <FailureAlert failure={result} className="w-full" />
      )}
      <div className="flex items-center gap-3">
        <Button
          type="submit"
          variant={secret === undefined ? "primary" : "secondary"}
          isPending={isPending}
        >
          {secret === undefined ? t("create") : t("change")}
        </Button>
        <span role="status" className="text-ink-soft">
          {result?.ok && !isPending && saved}
        </span>
      </div>
    </form>
  );
}

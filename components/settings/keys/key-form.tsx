"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { NewKey } from "@/components/settings/keys/new-key";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { InputField, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { Textarea } from "@/components/ui/textarea";
import type { ActionResult } from "@/lib/domain/action-result";
import type { NewApiKeyDto } from "@/lib/domain/keys/api-key";
import { keyScopes } from "@/lib/domain/keys/key-options";
import type { GrantableRole } from "@/lib/domain/workspace/role";

export type KeyState = ActionResult<NewApiKeyDto> | null;

/** Days until a key that is made here expires; none for one that doesn't. */
const keyLifetimes = ["30", "90", "365", ""] as const;

type KeyFormProps = {
  action: (state: KeyState, form: FormData) => Promise<KeyState>;
  /** The roles that the reader may give, the highest first. */
  roles: readonly GrantableRole[];
  appUrl: string;
};

/** Makes an API key, which is shown only once. */
export function KeyForm({ action, roles, appUrl }: KeyFormProps) {
  const t = useTranslations();
  const problemText = useProblemText();
  const [result, dispatch, isPending] = useActionState(action, null);
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const problemAt = (field: string) => {
    const texts = problems
      .filter(({ path }) => path === field || path.startsWith(`${field}.`))
      .map(problemText);
    return texts.length === 0 ? undefined : Array.from(new Set(texts)).join(" ");
  };
  const scopeProblem = problemAt("scopes");
  const other = problemAt("");
  return (
    <div className="grid gap-4">
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
        <InputField
          id="key-name"
          name="name"
          label={t("keys.name")}
          hint={t("keys.nameHint")}
          problem={problemAt("name")}
          maxLength={120}
          required
          className="w-full max-w-sm"
        />
        <fieldset
          className="grid gap-1.5"
          aria-describedby={scopeProblem === undefined ? undefined : "key-scopes-problem"}
        >
          <legend className="mb-1 text-sm font-medium">{t("keys.scopes")}</legend>
          {keyScopes.map((scope) => (
            <label key={scope} className="flex min-h-6 items-center gap-2.5 max-lg:min-h-9">
              <Checkbox name="scopes" value={scope} defaultChecked={scope === "read"} />
              <span className="min-w-0">
                <code className="font-mono">{scope}</code>{" "}
                <span className="text-ink-soft">{t(`keys.scopeTexts.${scope}`)}</span>
              </span>
            </label>
          ))}
          {scopeProblem !== undefined && (
            <p id="key-scopes-problem" className="text-sm text-failed">
              {scopeProblem}
            </p>
          )}
        </fieldset>
        <div className="flex flex-wrap gap-4">
          <SelectField
            id="key-role"
            name="role"
            label={t("members.role")}
            problem={problemAt("role")}
            defaultValue={roles[0]}
            options={roles.map((role) => [role, t(`roles.${role}.name`)])}
            className="w-40"
          />
          <SelectField
            id="key-lifetime"
            name="lifetime"
            label={t("keys.expires")}
            problem={problemAt("expires_at")}
            defaultValue="90"
            options={keyLifetimes.map((days) => [
              days,
              days === "" ? t("keys.never") : t("keys.days", { days: Number(days) }),
            ])}
            className="w-40"
          />
        </div>
        <Field
          id="key-addresses"
          label={t("keys.addresses")}
          hint={t("keys.addressesHint")}
          problem={problemAt("addresses")}
          className="w-full"
        >
          {(control) => (
            <Textarea {...control} {...verbatim} name="addresses" rows={2} className="font-mono" />
          )}
        </Field>
        {other !== undefined && <Alert className="w-full">{other}</Alert>}
        {result !== null && !result.ok && problems.length === 0 && (
          <FailureAlert failure={result} className="w-full" />
        )}
        <Button type="submit" variant="primary" isPending={isPending}>
          {t("keys.create")}
        </Button>
      </form>
      {result?.ok === true && !isPending && <NewKey made={result.data} appUrl={appUrl} />}
    </div>
  );
}

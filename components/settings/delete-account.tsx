"use client";

import { useTranslations } from "next-intl";
import {
  ConfirmForm,
  typedConfirmation,
  type FormAction,
} from "@/components/settings/confirm-form";
import { Alert } from "@/components/ui/alert";
import { InputField } from "@/components/ui/input-field";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";

type DeleteAccountProps = {
  email: string;
  /** The workspaces that are deleted with the account. */
  owned: readonly WorkspaceContentsDto[];
  /** The minutes within which a user without a password must have signed in; null for any other. */
  signInWithinMinutes: number | null;
  action: FormAction;
};

function SignInAgain({ minutes, problem }: { minutes: number; problem: string | undefined }) {
  const t = useTranslations("settings");
  if (problem !== undefined) return <Alert>{problem}</Alert>;
  return <p className="text-sm text-ink-soft">{t("deleteAccountRecent", { minutes })}</p>;
}

/** What is deleted with the account, and the form that deletes it. */
export function DeleteAccount({ email, owned, signInWithinMinutes, action }: DeleteAccountProps) {
  const t = useTranslations("settings");
  return (
    <div className="grid gap-4">
      <p className="max-w-xl">{t("deleteAccountText", { count: owned.length })}</p>
      {owned.length > 0 && (
        <ul className="divide-y rounded-block border bg-raised">
          {owned.map(({ id, name, members, ...counts }) => (
            <li key={id} className="px-4 py-2.5">
              <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
              <p className="text-sm text-ink-soft">
                {t("goesAlong", {
                  routines: counts.routines,
                  runs: counts.runs,
                  more: String(counts.has_more_runs),
                  others: members - 1,
                })}
              </p>
            </li>
          ))}
        </ul>
      )}
      <ConfirmForm action={action} label={t("deleteAccount")}>
        {(problemAt) => (
          <>
            <InputField
              {...typedConfirmation}
              id="delete-account-email"
              name="email"
              inputMode="email"
              label={t.rich("deleteAccountConfirm", {
                email: () => <span className="font-mono [overflow-wrap:anywhere]">{email}</span>,
              })}
              problem={problemAt("email")}
            />
            {signInWithinMinutes === null ? (
              <InputField
                id="delete-account-password"
                name="password"
                type="password"
                label={t("password")}
                problem={problemAt("password")}
                autoComplete="current-password"
                className="w-full max-w-sm"
              />
            ) : (
              <SignInAgain minutes={signInWithinMinutes} problem={problemAt("password")} />
            )}
          </>
        )}
      </ConfirmForm>
    </div>
  );
}

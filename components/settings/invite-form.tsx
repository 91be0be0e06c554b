"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { CopyButton } from "@/components/page/copy-button";
import { RoleField } from "@/components/settings/role-field";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";

export type InviteState = ActionResult<{ link: string }> | null;

type InviteFormProps = { action: (state: InviteState, form: FormData) => Promise<InviteState> };

/** Creates the link of an invitation, which is shown only once. */
export function InviteForm({ action }: InviteFormProps) {
  const t = useTranslations("members");
  const problemText = useProblemText();
  const [result, invite, isPending] = useActionState(action, null);
  const problem = result?.ok === false ? result.fieldErrors[0] : undefined;
  return (
    <div className="grid gap-3">
      <form action={invite} className="flex flex-wrap items-end gap-2">
        <RoleField id="invited-role" role="MEMBER" />
        <Button type="submit" variant="primary" isPending={isPending}>
          {t("invite")}
        </Button>
      </form>
      {problem !== undefined && <Alert>{problemText(problem)}</Alert>}
      {result !== null && !result.ok && problem === undefined && <FailureAlert failure={result} />}
      {result?.ok && !isPending && (
        <Alert variant="success">
          <p className="font-medium">{t("linkTitle")}</p>
          <p className="mt-1 flex items-start gap-1">
            <code className="min-w-0 font-mono text-sm break-all select-all">
              {result.data.link}
            </code>
            <CopyButton text={result.data.link} />
          </p>
          <p className="mt-1 text-sm text-ink-soft">{t("linkText")}</p>
        </Alert>
      )}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import {
  ConfirmForm,
  typedConfirmation,
  type FormAction,
} from "@/components/settings/confirm-form";
import { InputField } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import type { MemberDto } from "@/lib/domain/workspace/member";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";

type DeleteWorkspaceProps = { contents: WorkspaceContentsDto; action: FormAction };

/** What is deleted with the workspace, and the form that deletes it. */
export function DeleteWorkspace({ contents, action }: DeleteWorkspaceProps) {
  const t = useTranslations("workspace");
  const { name, members, routines, runs, has_more_runs: hasMore } = contents;
  return (
    <>
      <p className="max-w-xl">
        {t("deleteText", { routines, runs, more: String(hasMore), others: members - 1 })}
      </p>
      <ConfirmForm action={action} label={t("delete")}>
        {(problemAt) => (
          <InputField
            {...typedConfirmation}
            id="delete-workspace-name"
            name="name"
            label={t.rich("deleteConfirm", {
              name: () => <span className="font-mono [overflow-wrap:anywhere]">{name}</span>,
            })}
            problem={problemAt("name")}
          />
        )}
      </ConfirmForm>
    </>
  );
}

type TransferOwnershipProps = { others: readonly MemberDto[]; action: FormAction };

/** Gives the workspace to another of its members. */
export function TransferOwnership({ others, action }: TransferOwnershipProps) {
  const t = useTranslations("workspace");
  return (
    <>
      <p className="max-w-xl">{t("transferText")}</p>
      <ConfirmForm action={action} label={t("transfer")}>
        {(problemAt) => (
          <SelectField
            id="new-owner"
            name="user_id"
            label={t("newOwner")}
            problem={problemAt("user_id")}
            defaultValue=""
            required
            options={[
              ["", t("chooseMember")],
              ...others.map(({ user_id, email }) => [user_id, email ?? user_id] as const),
            ]}
            className="w-full max-w-sm"
          />
        )}
      </ConfirmForm>
    </>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { ConfirmForm, type FormAction } from "@/components/settings/confirm-form";
import { SelectField } from "@/components/ui/select-field";
import type { MemberDto } from "@/lib/domain/workspace/member";

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

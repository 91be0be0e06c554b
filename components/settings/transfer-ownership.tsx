"use client";

import { useTranslations } from "next-intl";
import { ConfirmForm } from "@/components/settings/confirm-form";
import type { FormAction } from "@/components/settings/confirm-form";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
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
          <Field
            id="new-owner"
            label={t("newOwner")}
            problem={problemAt("user_id")}
            className="w-full max-w-sm"
          >
            {(control) => (
              <Select {...control} name="user_id" defaultValue="" required>
                <option value="" disabled>
                  {t("chooseMember")}
                </option>
                {others.map(({ user_id, email }) => (
                  <option key={user_id} value={user_id}>
                    {email ?? user_id}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </ConfirmForm>
    </>
  );
}

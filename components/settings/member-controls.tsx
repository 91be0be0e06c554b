"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { ConfirmForm, type FormAction } from "@/components/settings/confirm-form";
import { Disclosure } from "@/components/settings/disclosure";
import { RoleField } from "@/components/settings/role-field";
import { Button } from "@/components/ui/button";
import type { GrantableRole } from "@/lib/domain/workspace/role";

type MemberControlsProps = {
  id: string;
  name: string;
  role: GrantableRole;
  changeRole: FormAction;
  remove: FormAction;
};

/** Changes the role of a member, or removes them. */
export function MemberControls({ id, name, role, changeRole, remove }: MemberControlsProps) {
  const t = useTranslations();
  const [changed, change, isChanging] = useActionState(changeRole, null);
  return (
    <Disclosure label={t("members.manage")}>
      <form action={change} className="flex flex-wrap items-end gap-2">
        <RoleField id={`role-${id}`} role={role} />
        <Button type="submit" isPending={isChanging}>
          {t("members.saveRole")}
        </Button>
        <span role="status" className="py-2 text-ink-soft">
          {changed?.ok && !isChanging && t("settings.saved")}
        </span>
      </form>
      {changed !== null && !changed.ok && <FailureAlert failure={changed} />}
      <div className="grid gap-3 border-t pt-3">
        <p className="text-sm [overflow-wrap:anywhere] text-ink-soft">
          {t("members.removeText", { name })}
        </p>
        <ConfirmForm action={remove} label={t("members.remove")} />
      </div>
    </Disclosure>
  );
}

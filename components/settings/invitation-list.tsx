"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import type { FormAction } from "@/components/settings/confirm-form";
import { ExactTime } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import type { InvitationDto } from "@/lib/domain/workspace/member";

function InvitationItem({ invitation, revoke }: { invitation: InvitationDto; revoke: FormAction }) {
  const t = useTranslations();
  const [result, dispatch, isPending] = useActionState(revoke, null);
  const { role, invited_by, expires_at } = invitation;
  return (
    <li className="grid gap-2 px-4 py-2.5">
      <div className="flex items-center gap-3">
        <div className="min-w-0 grow">
          <p className="font-medium">{t(`roles.${role}.name`)}</p>
          <p className="text-sm [overflow-wrap:anywhere] text-ink-faint">
            {invited_by !== null && t("members.invitedBy", { email: invited_by })}{" "}
            {t.rich("members.expires", {
              time: () => <ExactTime value={expires_at} format="minute" />,
            })}
          </p>
        </div>
        <form action={dispatch}>
          <Button type="submit" size="sm" variant="danger" isPending={isPending}>
            {t("members.revoke")}
          </Button>
        </form>
      </div>
      {result !== null && !result.ok && <FailureAlert failure={result} />}
    </li>
  );
}

type InvitationListProps = {
  invitations: readonly InvitationDto[];
  revoke: (id: string) => ReturnType<FormAction>;
};

/** The open invitations. Revoking one needs no confirmation: a new one makes up for it. */
export function InvitationList({ invitations, revoke }: InvitationListProps) {
  return (
    <ul className="divide-y rounded-block border bg-raised">
      {invitations.map((invitation) => (
        <InvitationItem
          key={invitation.id}
          invitation={invitation}
          revoke={revoke.bind(null, invitation.id)}
        />
      ))}
    </ul>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  changeMemberRoleAction,
  createInvitationAction,
  removeMemberAction,
  revokeInvitationAction,
} from "@/app/(dashboard)/settings/actions";
import { Section } from "@/components/page/section";
import { InvitationList } from "@/components/settings/invitation-list";
import { InviteForm } from "@/components/settings/invite-form";
import { MemberTable } from "@/components/settings/member-table";
import { RoleLegend } from "@/components/settings/role-legend";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";
import { listMembers } from "@/lib/services/workspaces/list-members";

const memberActions = { changeRole: changeMemberRoleAction, remove: removeMemberAction };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("members"))("title") };
}

async function Invitations({ context }: { context: ServiceContext }) {
  const [t, invitations] = await Promise.all([
    getTranslations("members"),
    listInvitations(context),
  ]);
  return (
    <>
      <Section title={t("inviteTitle")}>
        <p className="mb-3 max-w-xl text-ink-soft">{t("inviteText")}</p>
        <InviteForm action={createInvitationAction} />
      </Section>
      {invitations.length > 0 && (
        <Section title={t("pendingTitle")}>
          <InvitationList invitations={invitations} revoke={revokeInvitationAction} />
        </Section>
      )}
    </>
  );
}

export default async function MembersPage() {
  const { context } = await requireContext();
  const [t, members] = await Promise.all([getTranslations("members"), listMembers(context)]);
  const canManage = hasRole(context.role, "ADMIN");
  return (
    <>
      <Section title={t("title")}>
        <MemberTable
          members={members}
          viewerId={context.actor.userId}
          actions={canManage ? memberActions : null}
        />
      </Section>
      {canManage && <Invitations context={context} />}
      <Section title={t("rolesTitle")}>
        <p className="mb-3 text-ink-soft">{t("rolesText")}</p>
        <RoleLegend />
      </Section>
    </>
  );
}

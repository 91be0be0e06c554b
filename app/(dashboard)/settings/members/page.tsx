import type { Metadata } from "next";
import { useTranslations } from "next-intl";
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
import { requireContext } from "@/lib/auth/require-context";
import { hasRole, roles } from "@/lib/domain/workspace/role";
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

/** What each role may do, the highest first. */
function RoleLegend() {
  const t = useTranslations("roles");
  return (
    <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[max-content_minmax(0,1fr)]">
      {roles.toReversed().map((role) => (
        <div key={role} className="contents">
          <dt className="font-medium">{t(`${role}.name`)}</dt>
          <dd className="text-ink-soft max-sm:mb-1">{t(`${role}.may`)}</dd>
        </div>
      ))}
    </dl>
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

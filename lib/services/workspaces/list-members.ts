import { findMembers } from "@/db/queries/members";
import { findEmails } from "@/db/queries/users";
import type { MemberDto } from "@/lib/domain/workspace/member";
import { roles } from "@/lib/domain/workspace/role";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * The members of the workspace with their email addresses: the highest role first, then by the time
 * of joining. Addresses are read only for members whom the user may see.
 */
export async function listMembers(context: ServiceContext): Promise<MemberDto[]> {
  const members = await asActor(context, (tx) => findMembers(tx, context.workspaceId));
  const emails = await findEmails(
    context.db,
    members.map(({ userId }) => userId),
  );
  return members
    .map((member) => ({
      user_id: member.userId,
      email: emails.get(member.userId) ?? null,
      role: member.role,
      joined_at: member.createdAt.toISOString(),
    }))
    .sort((a, b) => roles.indexOf(b.role) - roles.indexOf(a.role));
}

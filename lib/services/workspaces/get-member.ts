import { NotFoundError } from "@/lib/domain/errors";
import type { MemberDto } from "@/lib/domain/workspace/member";
import type { ServiceContext } from "@/lib/services/context";
import { listMembers } from "@/lib/services/workspaces/list-members";

/**
 * A member of the workspace.
 * @throws {NotFoundError} where the workspace has no such member.
 */
export async function getMember(context: ServiceContext, userId: string): Promise<MemberDto> {
  const member = (await listMembers(context)).find(({ user_id }) => user_id === userId);
  if (member === undefined) throw new NotFoundError();
  return member;
}

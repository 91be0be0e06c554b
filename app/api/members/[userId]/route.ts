import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { changeMemberRole } from "@/lib/services/workspaces/change-member-role";
import { getMember } from "@/lib/services/workspaces/get-member";
import { leaveWorkspace } from "@/lib/services/workspaces/leave-workspace";
import { removeMember } from "@/lib/services/workspaces/remove-member";
import { requireRole } from "@/lib/services/workspaces/require-role";

type Params = { userId: string };

const change = handleServiceRoute<Params>(async (context, request, { userId }) => {
  requireRole(context, "ADMIN");
  // First: to a stranger, their role is as unknown as they are.
  await getMember(context, userId);
  await changeMemberRole(context, userId, await readJson(request));
  return respondJson(await getMember(context, userId));
});

/** Ends a membership. Everyone but the owner may end their own. */
const remove = handleServiceRoute<Params>(async (context, _request, { userId }) => {
  if (userId === context.actor.userId) await leaveWorkspace(context);
  else await removeMember(context, userId);
  return new Response(null, { status: 204 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  PATCH: change,
});

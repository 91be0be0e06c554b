import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { inviteMember } from "@/lib/services/workspaces/invite-member";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listInvitations(context), next_cursor: null }),
);

const create = handleServiceRoute(
  async (context, request) =>
    respondJson(await inviteMember(context, await readJson(request)), { status: 201 }),
  { rate: "invitations" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

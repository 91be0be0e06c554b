import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { revokeInvitation } from "@/lib/services/workspaces/revoke-invitation";

type Params = { id: string };

const revoke = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await revokeInvitation(context, id);
  return new Response(null, { status: 204 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: revoke,
});

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import { getChannel } from "@/lib/services/channels/get-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";

type Params = { id: string };

const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await getChannel(context, id)),
);

const update = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await updateChannel(context, id, await readJson(request))),
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteChannel(context, id);
  return new Response(null, { status: 204 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PATCH: update,
});

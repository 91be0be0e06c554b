import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createChannel } from "@/lib/services/channels/create-channel";
import { listChannels } from "@/lib/services/channels/list-channels";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listChannels(context), next_cursor: null }),
);

const create = handleServiceRoute(async (context, request) => {
  const channel = await createChannel(context, await readJson(request));
  return respondJson(channel, {
    status: 201,
    headers: { Location: `/api/channels/${channel.id}` },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

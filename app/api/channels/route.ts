import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createChannel } from "@/lib/services/channels/create-channel";
import { listChannels } from "@/lib/services/channels/list-channels";
import { channelVersion } from "@/lib/services/preconditions/versions";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listChannels(context), next_cursor: null }),
);

const create = handleServiceRoute(
  async (context, request) => {
    const { signing_secret, ...channel } = await createChannel(context, await readJson(request));
    const shown = { ...channel, ...(signing_secret !== undefined && { signing_secret }) };
    return respondVersion(channelVersion(channel), shown, {
      status: 201,
      headers: { Location: `/api/channels/${channel.id}` },
    });
  },
  { isAtomic: true, canRehearse: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

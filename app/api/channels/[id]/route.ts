import type { ChannelDto } from "@/lib/domain/channels/channel";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import { getChannel } from "@/lib/services/channels/get-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";
import { channelVersion } from "@/lib/services/preconditions/versions";

type Params = { id: string };

const abilities = { isAtomic: true, canRehearse: true, hasVersions: true };

const respond = (channel: ChannelDto) => respondVersion(channelVersion(channel), channel);

const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respond(await getChannel(context, id)),
);

const update = handleServiceRoute<Params>(
  async (context, request, { id }) =>
    respond(await updateChannel(context, id, await readJson(request))),
  abilities,
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteChannel(context, id);
  return new Response(null, { status: 204 });
}, abilities);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PATCH: update,
});

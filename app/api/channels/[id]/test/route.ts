import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { testChannel } from "@/lib/services/channels/test-channel";

type Params = { id: string };

const test = handleServiceRoute<Params>(
  async (context, _request, { id }) => respondJson(await testChannel(context, id)),
  { rate: "messages", scope: "run" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  POST: test,
});

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { cancelReplay } from "@/lib/services/replays/cancel-replay";

type Params = { id: string };

const cancel = handleServiceRoute<Params>(
  async (context, _request, { id }) => respondJson(await cancelReplay(context, id)),
  { scope: "run" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  POST: cancel,
});

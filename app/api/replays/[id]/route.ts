import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getReplay } from "@/lib/services/replays/get-replay";

type Params = { id: string };

const get = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await getReplay(context, id)),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({ GET: get });

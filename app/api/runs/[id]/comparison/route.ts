import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { compareRun } from "@/lib/services/runs/compare-run";

type Params = { id: string };

const compare = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await compareRun(context, id)),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  GET: compare,
});

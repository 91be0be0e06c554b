import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readOptionalJson } from "@/lib/http/read-json";
import { acknowledgeIncident } from "@/lib/services/incidents/change-incident";

type Params = { id: string };

const change = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await acknowledgeIncident(context, id, await readOptionalJson(request), "API")),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  POST: change,
});

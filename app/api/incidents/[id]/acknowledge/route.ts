import { defineRoute } from "@/lib/http/define-route";
import { deliverAfter } from "@/lib/http/deliver-after";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readOptionalJson } from "@/lib/http/read-json";
import { acknowledgeIncident } from "@/lib/services/incidents/change-incident";

type Params = { id: string };

const change = handleServiceRoute<Params>(async (context, request, { id }) => {
  const incident = await acknowledgeIncident(context, id, await readOptionalJson(request), "API");
  deliverAfter(context);
  return respondJson(incident);
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  POST: change,
});

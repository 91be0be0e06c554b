import { defineRoute } from "@/lib/http/define-route";
import { deliverAfter } from "@/lib/http/deliver-after";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { snoozeIncident } from "@/lib/services/incidents/change-incident";

type Params = { id: string };

const change = handleServiceRoute<Params>(async (context, request, { id }) => {
  const incident = await snoozeIncident(context, id, await readJson(request), "API");
  deliverAfter(context);
  return respondJson(incident);
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  POST: change,
});

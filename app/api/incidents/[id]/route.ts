import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getIncident } from "@/lib/services/incidents/get-incident";

type Params = { id: string };

const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await getIncident(context, id)),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({ GET: read });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { listIncidents } from "@/lib/services/incidents/list-incidents";

const list = handleServiceRoute(async (context, request) =>
  respondJson(await listIncidents(context, readQuery(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

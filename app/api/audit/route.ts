import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { listAuditEvents } from "@/lib/services/audit/list-audit-events";

const list = handleServiceRoute(async (context, request) =>
  respondJson(await listAuditEvents(context, readQuery(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

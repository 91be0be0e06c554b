import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { listDeliveries } from "@/lib/services/channels/list-deliveries";

const list = handleServiceRoute(async (context, request) =>
  respondJson(await listDeliveries(context, readQuery(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { listRuns } from "@/lib/services/runs/list-runs";

const list = handleServiceRoute(async (context, request) =>
  respondJson(await listRuns(context, readQuery(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

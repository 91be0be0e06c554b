import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getOverview } from "@/lib/services/runs/get-overview";

const read = handleServiceRoute(async (context) => respondJson(await getOverview(context)));

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

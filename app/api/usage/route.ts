import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getUsage } from "@/lib/services/limits/get-usage";

const read = handleServiceRoute(async (context) => respondJson(await getUsage(context)));

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

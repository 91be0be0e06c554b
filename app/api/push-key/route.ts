import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getPushKey } from "@/lib/services/channels/get-push-key";

const read = handleServiceRoute(async (context) => respondJson(await getPushKey(context)));

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

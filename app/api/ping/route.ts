import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";

/** Says that the instance serves, its database answers, and the key is good. Changes nothing. */
const ping = handleServiceRoute(async () => respondJson({ status: "ok" }), { scope: "ping" });

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: ping,
  POST: ping,
});

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getCurrentKey } from "@/lib/services/keys/get-current-key";

const read = handleServiceRoute(async (context) => respondJson(await getCurrentKey(context)), {
  scope: "any",
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

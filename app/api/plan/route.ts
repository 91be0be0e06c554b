import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readCodeFile } from "@/lib/http/read-code-file";
import { planCode } from "@/lib/services/code/plan-code";

const plan = handleServiceRoute(
  async (context, request) => respondJson(await planCode(context, await readCodeFile(request))),
  { scope: "read" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: plan });

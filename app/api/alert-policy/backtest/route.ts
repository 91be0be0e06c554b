import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { backtestPolicy } from "@/lib/services/alert-policies/backtest-policy";

const backtest = handleServiceRoute(async (context, request) =>
  respondJson(await backtestPolicy(context, await readJson(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: backtest });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";

const read = handleServiceRoute(async (context) => respondJson(await getAlertPolicy(context)));

const set = handleServiceRoute(async (context, request) =>
  respondJson(await setAlertPolicy(context, await readJson(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: read,
  PUT: set,
});

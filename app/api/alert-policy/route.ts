import type { AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";
import { alertPolicyVersion } from "@/lib/services/preconditions/versions";

const respond = (policy: AlertPolicyDto) => respondVersion(alertPolicyVersion(policy), policy);

const read = handleServiceRoute(async (context) => respond(await getAlertPolicy(context)));

const set = handleServiceRoute(
  async (context, request) => respond(await setAlertPolicy(context, await readJson(request))),
  { isAtomic: true, canRehearse: true, hasVersions: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: read,
  PUT: set,
});

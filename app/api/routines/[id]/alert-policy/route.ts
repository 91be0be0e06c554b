import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getRoutinePolicy } from "@/lib/services/alert-policies/get-routine-policy";

type Params = { id: string };

/** The policy that applies to a routine, the one that it inherits, and where each comes from. */
const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await getRoutinePolicy(context, id)),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({ GET: read });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { getRun } from "@/lib/services/runs/get-run";

type Params = { id: string };

/** A run with its evidence. */
const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson((await getRun(context, id)).run),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({ GET: read });

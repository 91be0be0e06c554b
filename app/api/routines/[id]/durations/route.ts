import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { getDurations } from "@/lib/services/runs/summarize-durations";

type Params = { id: string };

const read = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await getDurations(context, id, readQuery(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({ GET: read });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { listSlots } from "@/lib/services/routines/list-slots";

type Params = { id: string };

const list = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await listSlots(context, id, readQuery(request))),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({ GET: list });

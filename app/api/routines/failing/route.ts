import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { listFailing } from "@/lib/services/runs/list-failing";

/** The routines whose latest outcome is a failure, with since when. */
const list = handleServiceRoute(async (context) => {
  const { total, routines } = await listFailing(context);
  return respondJson({ data: routines, total, next_cursor: null });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

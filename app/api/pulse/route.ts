import { findPulseSpan } from "@/lib/domain/run/pulse";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readPulseColumns } from "@/lib/services/runs/read-pulse-columns";

export const dynamic = "force-dynamic";

/** The columns of the overview's grid over its `hours`, which the page requests when a mark is first pointed at. */
const read = handleServiceRoute(async (context, request) => {
  const { searchParams } = new URL(request.url);
  const ids = searchParams.getAll("routine_id");
  const span = findPulseSpan(searchParams.get("hours"));
  return respondJson(await readPulseColumns(context, ids, span));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

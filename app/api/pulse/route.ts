import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readPulseColumns } from "@/lib/services/runs/read-pulse-columns";

export const dynamic = "force-dynamic";

/** The columns of the overview's grid, which the page requests when a mark is first pointed at. */
const read = handleServiceRoute(async (context, request) => {
  const ids = new URL(request.url).searchParams.getAll("routine_id");
  return respondJson(await readPulseColumns(context, ids));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

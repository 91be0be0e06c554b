import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { requireRunOf } from "@/lib/services/runs/get-run";

/** A run with its evidence. */
const read = handleServiceRoute<{ id: string; runId: string }>(
  async (context, _request, { id, runId }) => respondJson(await requireRunOf(context, id, runId)),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{
  id: string;
  runId: string;
}>({ GET: read });

import { NotFoundError } from "@/lib/domain/errors";
import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { getRun } from "@/lib/services/runs/get-run";

/** A run with its evidence. */
const read = handleServiceRoute<{ id: string; runId: string }>(
  async (context, _request, { id, runId }) => {
    const { run } = await getRun(context, runId);
    if (run.routine_id !== id) throw new NotFoundError();
    return respondJson(run);
  },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{
  id: string;
  runId: string;
}>({ GET: read });

import { NotFoundError } from "@/lib/domain/errors";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { getRun } from "@/lib/services/runs/get-run";

/** A run with its evidence. */
export const GET = handleServiceRoute<{ id: string; runId: string }>(
  async (context, _request, { id, runId }) => {
    const { run } = await getRun(context, runId);
    if (run.routine_id !== id) throw new NotFoundError();
    return respondJson(run);
  },
);

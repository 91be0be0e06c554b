import { defineRoute } from "@/lib/http/define-route";
import { deliverAfter } from "@/lib/http/deliver-after";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";

/** Seconds that a platform must grant: the longest request, and its record. */
export const maxDuration = 60;

const run = handleServiceRoute<{ id: string }>(
  async (context, _request, { id }) => {
    const finished = await runRoutineNow(context, id);
    deliverAfter(context);
    return respondJson(finished);
  },
  { rate: "runs", scope: "run" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ id: string }>({
  POST: run,
});

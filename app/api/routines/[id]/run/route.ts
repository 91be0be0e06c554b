import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";

/** Seconds that a platform must grant: the longest request, and its record. */
export const maxDuration = 60;

const run = handleServiceRoute<{ id: string }>(
  async (context, _request, { id }) => respondJson(await runRoutineNow(context, id)),
  { rate: "runs" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ id: string }>({
  POST: run,
});

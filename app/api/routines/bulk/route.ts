import { defineRoute } from "@/lib/http/define-route";
import { deliverAfter } from "@/lib/http/deliver-after";
import { handleServiceRoute, requireScope, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { bulkRoutines, readBulkInput } from "@/lib/services/routines/bulk-routines";

/** Seconds that a platform must grant: the longest request, and its record. */
export const maxDuration = 60;

/** One action for many routines. Each run of it is counted as a run, and each other call as one change. */
const change = handleServiceRoute(
  async (context, request, _params, charge) => {
    const input = readBulkInput(context, await readJson(request));
    requireScope(context.actor, input.action === "run" ? "run" : "write");
    if (input.action !== "run") {
      await charge("writes");
      return respondJson(await bulkRoutines(context, input));
    }
    await charge("runs", input.ids?.length);
    const done = await bulkRoutines(context, input);
    deliverAfter(context);
    return respondJson(done);
  },
  { rate: null, scope: "any", canRehearse: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: change });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { importRoutines } from "@/lib/services/imports/import-routines";

/** The settings of thousands of routines. */
const MAX_BYTES = 8 * 1_048_576;

const run = handleServiceRoute(async (context, request) => {
  const input = await readJson(request, { maxBytes: MAX_BYTES });
  return respondJson(await importRoutines(context, input), { status: 201 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: run });

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { readPastedRoutine } from "@/lib/services/routines/read-pasted-routine";

const read = handleServiceRoute(
  async (context, request) => respondJson(readPastedRoutine(context, await readJson(request))),
  { scope: "read" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: read });

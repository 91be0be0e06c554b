import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { previewImport } from "@/lib/services/imports/preview-import";

/** A text of 1 MB, with what JSON escapes in it. */
const MAX_BYTES = 4 * 1_048_576;

const preview = handleServiceRoute(
  async (context, request) =>
    respondJson(await previewImport(context, await readJson(request, { maxBytes: MAX_BYTES }))),
  { scope: "read" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: preview });

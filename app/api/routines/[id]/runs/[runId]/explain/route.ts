import { chooseLocale } from "@/i18n/locales";
import { ConflictError } from "@/lib/domain/errors";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { explainRun, previewExplanation } from "@/lib/services/ai/explain-run";
import { requireRunOf } from "@/lib/services/runs/get-run";

/** Seconds that a platform must grant: the longest wait for the model, and the record. */
export const maxDuration = 60;

type Params = { id: string; runId: string };

/** What would be sent to the model, and where to. */
const preview = handleServiceRoute<Params>(async (context, _request, { id, runId }) => {
  await requireRunOf(context, id, runId);
  const found = await previewExplanation(context, runId);
  if (found === null) throw new ConflictError("Nothing would be sent for this run.");
  return respondJson(found);
});

/** Has the run explained, in the language that the caller accepts. */
const explain = handleServiceRoute<Params>(
  async (context, request, { id, runId }) => {
    await requireRunOf(context, id, runId);
    const language = chooseLocale(undefined, request.headers.get("accept-language"));
    return respondJson(await explainRun(context, runId, language));
  },
  { rate: "explanations" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  GET: preview,
  POST: explain,
});

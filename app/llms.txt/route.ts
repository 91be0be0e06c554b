import { getEnv, isProductionBuild } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handlePublicRoute } from "@/lib/http/handle-route";
import { llmsIndex } from "@/lib/services/docs/llms-text";
import { loadDocs } from "@/lib/services/docs/load-docs";

/** The index of the documentation for models. */
const read = handlePublicRoute(async () => {
  const docs = await loadDocs({ isFresh: !isProductionBuild() });
  return new Response(llmsIndex(docs, getEnv().APP_URL), {
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "public, max-age=300",
    },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

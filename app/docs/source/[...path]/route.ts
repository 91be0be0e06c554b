import { parseDocsPath } from "@/lib/domain/docs/docs-path";
import { NotFoundError } from "@/lib/domain/errors";
import { isProductionBuild } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handleRoute } from "@/lib/http/handle-route";
import { loadDocs } from "@/lib/services/docs/load-docs";

/** The Markdown of a page, for machines: `/docs/PAGE.md`, which `next.config.ts` leads here. */
const source = handleRoute<{ path: string[] }>(async (_request, params) => {
  const { language, slug } = parseDocsPath(params.path);
  const docs = await loadDocs({ isFresh: !isProductionBuild() });
  const page = docs.pages[language ?? "en"].get(slug);
  if (page === undefined) throw new NotFoundError();
  return new Response(page.markdown, {
    headers: {
      "Content-Type": "text/markdown; charset=utf-8",
      "Content-Language": page.language,
      "Cache-Control": "public, max-age=300",
    },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: source });

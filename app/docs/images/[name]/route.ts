import { NotFoundError } from "@/lib/domain/errors";
import { isProductionBuild } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handleRoute } from "@/lib/http/handle-route";
import { findDocsImage, loadDocs } from "@/lib/services/docs/load-docs";

const types: Readonly<Record<string, string>> = {
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
};

/** A picture of the documentation. */
const image = handleRoute<{ name: string }>(async (_request, params) => {
  const { name } = params;
  const type = types[name.slice(name.lastIndexOf(".") + 1)];
  const docs = await loadDocs({ isFresh: !isProductionBuild() });
  const bytes = type === undefined ? null : await findDocsImage(docs, name);
  if (type === undefined || bytes === null) {
    throw new NotFoundError();
  }
  return new Response(bytes, {
    headers: { "Content-Type": type, "Cache-Control": "public, max-age=3600" },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: image });

import { createHash } from "node:crypto";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handlePublicRoute } from "@/lib/http/handle-route";
import { getApiReference } from "@/lib/services/docs/api-reference";

export const dynamic = "force-dynamic";

let written: { text: string; etag: string } | undefined;

/** The document and its version, made once a process. */
function writeDocument() {
  if (written === undefined) {
    const text = JSON.stringify(getApiReference(getEnv().APP_URL).document);
    written = { text, etag: `"${createHash("sha256").update(text).digest("base64url")}"` };
  }
  return written;
}

/** The description of this API (OpenAPI 3.1), for everybody. */
const read = handlePublicRoute((request) => {
  const { text, etag } = writeDocument();
  const headers = { "Cache-Control": "public, max-age=300", ETag: etag };
  return Promise.resolve(
    request.headers.get("if-none-match") === etag
      ? new Response(null, { status: 304, headers })
      : new Response(text, { headers: { ...headers, "Content-Type": "application/json" } }),
  );
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

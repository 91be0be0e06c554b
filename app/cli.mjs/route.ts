import { createHash } from "node:crypto";
import { programOf } from "@/cli/served-program";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handleRoute } from "@/lib/http/handle-route";

/** The command line of this instance, of its version: one module without dependencies. */
const serve = handleRoute(async (request) => {
  const text = programOf(new URL(getEnv().APP_URL).origin);
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  const headers = { ETag: etag, "Cache-Control": "public, no-cache" };
  if (isKnown(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(text, {
    headers: { ...headers, "Content-Type": "text/javascript; charset=utf-8" },
  });
});

/** Whether one of the tags of `If-None-Match` is this one (RFC 9110, section 13.1.2). */
const isKnown = (header: string | null, etag: string): boolean =>
  (header ?? "").split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: serve });

import { hasSame, weakTag } from "@/lib/http/entity-tags";

/** Only the caller's own cache may keep it, and asks before each use. */
const CACHE_CONTROL = "private, no-cache";

/** What decides whose data a response has. */
const VARY = "Authorization, Cookie, OpsPulse-Workspace";

/**
 * The response of a read with an entity tag: its own, or a weak one of its body. Without a body and with
 * status 304 where the caller has it already. What isn't a JSON document with status 200 stays as it is.
 */
export async function respondConditionally(
  request: Request,
  response: Response,
): Promise<Response> {
  const type = response.headers.get("Content-Type") ?? "";
  if (response.status !== 200 || !type.startsWith("application/json")) return response;
  const body = new Uint8Array(await response.arrayBuffer());
  const { headers } = response;
  const tag = headers.get("ETag") ?? weakTag(body);
  headers.set("ETag", tag);
  headers.set("Cache-Control", CACHE_CONTROL);
  headers.append("Vary", VARY);
  if (!hasSame(request, tag)) return new Response(body, { status: 200, headers });
  headers.delete("Content-Type");
  headers.delete("Content-Length");
  return new Response(null, { status: 304, headers });
}

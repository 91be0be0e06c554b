import { DomainError } from "@/lib/domain/errors";
import { parseExactJson } from "@/lib/domain/json/exact-json";

/** The most bytes of a request body. */
const MAX_REQUEST_BYTES = 262_144;

/**
 * The JSON body of a request, with all figures of its numbers.
 * @throws {DomainError} UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or BAD_REQUEST for what is not
 *   JSON.
 */
export async function readJson(request: Request): Promise<unknown> {
  requireJsonType(request);
  return parseJson(await readLimited(request));
}

/** The JSON body of a request that may come without one: an empty object then. @throws as `readJson`. */
export async function readOptionalJson(request: Request): Promise<unknown> {
  const bytes = await readLimited(request);
  if (bytes.length === 0) return {};
  requireJsonType(request);
  return parseJson(bytes);
}

function requireJsonType(request: Request): void {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) {
    throw new DomainError(
      "UNSUPPORTED_MEDIA_TYPE",
      "Send the body as JSON, with the header Content-Type: application/json.",
    );
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return parseExactJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new DomainError("BAD_REQUEST", "The body isn't valid JSON in UTF-8.", { cause });
  }
}

/**
 * The bytes of a request's body.
 * @throws {DomainError} PAYLOAD_TOO_LARGE where there are more than `max`.
 */
export async function readLimited(request: Request, max = MAX_REQUEST_BYTES): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > max) {
      throw new DomainError("PAYLOAD_TOO_LARGE", `A body has at most ${max} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

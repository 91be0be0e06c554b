import { DomainError } from "@/lib/domain/errors";
import { parseExactJson } from "@/lib/domain/json/exact-json";

/** The most bytes of a request body. */
const MAX_REQUEST_BYTES = 262_144;

/**
 * The JSON body of a request, with all figures of its numbers.
 * @throws {DomainError} UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or BAD_REQUEST for what is not
 *   JSON.
 */
export async function readJson(
  request: Request,
  { maxBytes = MAX_REQUEST_BYTES }: { maxBytes?: number } = {},
): Promise<unknown> {
  requireJsonType(request);
  return parseJson(await readBody(request, maxBytes));
}

/** The JSON body of a request that may come without one: an empty object then. @throws as `readJson`. */
export async function readOptionalJson(request: Request): Promise<unknown> {
  const bytes = await readBody(request, MAX_REQUEST_BYTES);
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

/** The body of a request. @throws {DomainError} PAYLOAD_TOO_LARGE for more than `maxBytes`. */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new DomainError("PAYLOAD_TOO_LARGE", `A body has at most ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

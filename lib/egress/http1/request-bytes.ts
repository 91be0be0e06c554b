import { internalError } from "@/lib/egress/egress-error";
import type { Hop } from "@/lib/egress/hop";

/** RFC 9110, sections 5.6.2 and 5.5. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const TARGET = /^\/[\x21-\x7e]*$/;

/** Set here, and never by a caller. */
const ownNames: readonly string[] = ["host", "connection", "content-length", "transfer-encoding"];

/** Methods whose request says that it has no body, where it has none (RFC 9110, section 8.6). */
const bodyMethods: readonly string[] = ["POST", "PUT", "PATCH"];

/**
 * A request as it goes over the wire, in HTTP/1.1.
 * @param isLasting whether the endpoint is asked to keep the socket open after its response.
 * @throws {EgressError} `INTERNAL` where the request would not be one request.
 */
export function requestBytes({ url, method, headers, body }: Hop, isLasting: boolean): Buffer {
  const target = `${url.pathname}${url.search}`;
  const content = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const length = content?.length ?? (bodyMethods.includes(method) ? 0 : null);
  const fields: [string, string][] = [
    ["host", url.host],
    ["connection", isLasting ? "keep-alive" : "close"],
    ...Object.entries(headers),
    ...(length === null ? [] : [["content-length", String(length)] as [string, string]]),
  ];
  const isSound =
    TARGET.test(target) &&
    NAME.test(method) &&
    fields.every(([name, value]) => NAME.test(name) && VALUE.test(value)) &&
    Object.keys(headers).every((name) => !ownNames.includes(name.toLowerCase()));
  if (!isSound) throw internalError(new Error("The request has a part that HTTP doesn't allow."));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  return content === null || content.length === 0 ? head : Buffer.concat([head, content]);
}

import { expect, test } from "vitest";
import type { errorDetails } from "@/lib/domain/run/error-details";
import { findErrorDetail } from "@/lib/domain/run/error-details";
import { EgressError } from "@/lib/egress/egress-error";
import { ResponseReader } from "@/lib/egress/http1/response-reader";

const ok = "HTTP/1.1 200 OK\r\n";
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

/** A response for each detail. */
const responses: Record<keyof typeof errorDetails.PROTOCOL, string> = {
  NOTHING: "",
  CUT: `${ok}Content-Length: 9\r\n\r\nok`,
  FIELD: `${ok}X-A: \u0000\r\n\r\n`,
  LENGTHS: `${ok}Content-Length: 2, 3\r\n\r\nok`,
  LENGTH: `${ok}Content-Length: x\r\n\r\nok`,
  CODING: `${ok}Transfer-Encoding: smile\r\n\r\nok`,
  CHUNK: `${chunked}zz\r\n`,
  STATUS_LINE: "HTTP/1.1 OK\r\n",
  VERSION: "HTTP/2 200\r\n",
  SWITCH: "HTTP/1.1 101 X\r\n\r\n",
  INTERIM: "HTTP/1.1 102 X\r\n\r\n".repeat(17),
  SSH: "SSH-2.0-x\r\n",
  MAIL: "220 mail.example.com ESMTP\r\n",
  TLS: "\u0015\u0003\u0003\u0000\u0002\u0002\u0028",
  HTTP2: "\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000",
  NOT_HTTP: "garbage\r\n",
};

test.each(Object.entries(responses))("the message says the detail %s", (detail, text) => {
  const reader = new ResponseReader(
    "GET",
    { maxHeaderBytes: 4_096, maxBodyBytes: 4_096 },
    { onHead: () => undefined, onBody: () => undefined },
  );
  let message: string | null = null;
  try {
    reader.push(Buffer.from(text, "latin1"));
    reader.end();
  } catch (error) {
    if (error instanceof EgressError) message = error.explain((quote) => quote.slice(0, 60));
  }
  expect(findErrorDetail("PROTOCOL", message)).toBe(`PROTOCOL_${detail}`);
});

import { describe } from "vitest";
import { testWebCases, type WebCase } from "@/tests/support/web/web-cases";

const METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
const JSON_TYPE = { "Content-Type": "application/json" };

/** The request is seen as it stands here, with the length of its body. */
const sends = (
  name: string,
  { method = "GET", body, headers = {} }: Pick<WebCase, "method" | "body" | "headers">,
  length = body === undefined ? "" : String(Buffer.byteLength(body)),
): WebCase => ({
  name,
  path: "/echo/request?q=a%20b",
  method,
  ...(body !== undefined && { body }),
  headers,
  expected: {
    status: "SUCCESS",
    seen: { method, target: "/echo/request?q=a%20b", body: body ?? "", length },
  },
});

describe("a request as it is sent", () => {
  testWebCases([
    sends("GET", {}),
    sends("HEAD", { method: "HEAD" }),
    sends("OPTIONS", { method: "OPTIONS" }),
    sends("POST of nothing", { method: "POST" }, "0"),
    sends("PUT of nothing", { method: "PUT" }, "0"),
    sends("a form", {
      method: "POST",
      body: "a=1&b=é ü",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    }),
    sends("letters of three and four bytes", {
      method: "PUT",
      body: "正常 😀",
      headers: JSON_TYPE,
    }),
    sends("line ends as they are", { method: "POST", body: "a\r\nb\nc\r\n\r\n" }),
    sends("a body of blanks", { method: "POST", body: " \t\n" }),
    sends("a long body", { method: "POST", body: "é".repeat(30_000) }),
    ...METHODS.map((method) =>
      sends(`${method} with a body`, { method, body: "{}", headers: JSON_TYPE }),
    ),
  ]);
});

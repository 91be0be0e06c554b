import { describe } from "vitest";
import { testWebCases } from "@/tests/support/web/web-cases";

describe("the framing of a response", () => {
  testWebCases([
    {
      name: "a length with blanks before it",
      answer: ["HTTP/1.1 200 OK\r\nContent-Length:  \t2\r\nConnection: close\r\n\r\nok"],
      rules: [{ type: "body", operator: "contains", value: "ok" }],
      expected: { status: "SUCCESS" },
    },
  ]);
});

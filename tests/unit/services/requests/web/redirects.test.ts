import { describe } from "vitest";
import { testWebCases, type WebCase, type WebResult } from "@/tests/support/web/web-cases";

const head = (status: string, ...fields: readonly string[]) =>
  [`HTTP/1.1 ${status}`, ...fields, "Content-Length: 0", "Connection: close\r\n\r\n"].join("\r\n");

/** Bytes of UTF-8 as they stand in a field, a character a byte. */
const raw = (text: string) => Buffer.from(text).toString("latin1");

const to = (
  name: string,
  location: string,
  expected: WebResult | readonly WebResult[] | string,
): WebCase => ({
  name,
  answer: [head("302 Found", `Location: ${location}`)],
  follow: true,
  expected:
    typeof expected === "string" ? { status: "SUCCESS", seen: { target: expected } } : expected,
});

const refused = (error_code: "REDIRECT" | "FORBIDDEN_TARGET", ...message: string[]): WebResult => ({
  status: "FAIL",
  error_code,
  message: ["redirect", ...message],
});

describe("the URL of a Location", () => {
  testWebCases([
    to("in raw UTF-8", raw("/echo/é"), "/echo/%C3%A9"),
    to("in raw UTF-8, half of it encoded", raw("/echo/a%20é"), "/echo/a%20%C3%A9"),
    to("in raw UTF-8, with a query", raw("{origin}/echo/ü?ß=ñ"), "/echo/%C3%BC?%C3%9F=%C3%B1"),
    to(
      "in raw UTF-8 of three and four bytes",
      raw("/echo/正?q=😀"),
      "/echo/%E6%AD%A3?q=%F0%9F%98%80",
    ),
    to("in raw Latin-1", "/echo/caf\xe9", "/echo/caf%E9"),
    to("in raw Latin-1, in the query", "/echo/x?q=\xe9", "/echo/x?q=%E9"),
    to("relative to the scheme", "//{host}/echo/x", "/echo/x"),
    to("relative, without a slash", "echo/x", "/echo/x"),
    to("relative, with dots", "./a/../echo/./x", "/echo/x"),
    to("encoded already, also a slash", "/echo/%E2%82%AC%2Fx?a=%26", "/echo/%E2%82%AC%2Fx?a=%26"),
    to("with a percent sign alone", "/echo/100%", "/echo/100%"),
    to("with a fragment", "/echo/x#part", "/echo/x"),
    to("with blanks around", " \t /echo/x \t", "/echo/x"),
    to("with a blank inside", "/echo/a b", "/echo/a%20b"),
    to("with quotes and brackets", '/echo/"a"?b[]=<1>', "/echo/%22a%22?b[]=%3C1%3E"),
    to("with a backslash", "\\echo\\x", "/echo/x"),
    to("with a scheme in capitals", "HTTP://{host}/echo/x", "/echo/x"),
    to("with a query alone after its path", "/echo/x?a=1&b=2", "/echo/x?a=1&b=2"),
    {
      name: "of two the first",
      answer: [head("302 Found", "Location: /echo/first", "Location: /echo/second")],
      follow: true,
      expected: { status: "SUCCESS", seen: { target: "/echo/first" } },
    },
    {
      name: "with a lower-case name",
      answer: [head("302 Found", "location:/echo/x")],
      follow: true,
      expected: { status: "SUCCESS", seen: { target: "/echo/x" } },
    },
    to("empty", "", refused("REDIRECT", "Location")),
    to("of blanks", "  \t", refused("REDIRECT", "Location")),
    to("of no host", "http://", refused("REDIRECT", "Location")),
    {
      name: "missing",
      answer: [head("302 Found")],
      follow: true,
      expected: refused("REDIRECT", "without a usable Location"),
    },
    to("itself again", "/itself-again", refused("REDIRECT", "more than 5 times")),
    to("by mail", "mailto:a@example.com", refused("FORBIDDEN_TARGET", "http://")),
    to("by script", "javascript:alert(1)", refused("FORBIDDEN_TARGET", "http://")),
    to("with a user name", "http://a:b@{host}/echo/x", refused("FORBIDDEN_TARGET", "user name")),
    to("in a private network", "http://10.0.0.1/", refused("FORBIDDEN_TARGET", "public")),
    to("behind two backslashes", "\\\\10.0.0.1\\", refused("FORBIDDEN_TARGET", "public")),
  ]);
});

describe("what isn't followed", () => {
  testWebCases([
    {
      name: "a redirect where the routine follows none",
      answer: [head("302 Found", "Location: /echo/x")],
      expected: { status: "FAIL", error_code: "HTTP_STATUS", http_status: 302 },
    },
    {
      name: "a Location of a success",
      answer: [head("201 Created", "Location: /echo/x")],
      follow: true,
      expected: { status: "SUCCESS", http_status: 201 },
    },
    {
      name: "a Refresh",
      answer: [head("200 OK", "Refresh: 0; url=/echo/x")],
      follow: true,
      expected: { status: "SUCCESS", http_status: 200, seen: { target: "/a-refresh" } },
    },
    {
      name: "several choices without one that is preferred",
      answer: [head("300 Multiple Choices")],
      follow: true,
      expected: { status: "FAIL", error_code: "HTTP_STATUS", http_status: 300 },
    },
    {
      name: "304 with a Location",
      answer: ["HTTP/1.1 304 Not Modified\r\nLocation: /echo/x\r\nConnection: close\r\n\r\n"],
      follow: true,
      expected: { status: "FAIL", error_code: "HTTP_STATUS", http_status: 304 },
    },
  ]);
});

describe("the method after a redirect", () => {
  const body = "x=1";
  const after = (
    status: string,
    method: NonNullable<WebCase["method"]>,
    next: NonNullable<WebCase["method"]> = method,
  ): WebCase => {
    const hasBody = method !== "GET" && method !== "HEAD";
    return {
      name: `${status} to ${method}`,
      answer: [head(status, `Location: /echo/${status.slice(0, 3)}`)],
      follow: true,
      method,
      ...(hasBody && { body, headers: { "Content-Type": "text/plain" } }),
      expected: {
        status: "SUCCESS",
        seen: {
          target: `/echo/${status.slice(0, 3)}`,
          method: next,
          body: hasBody && next === method ? body : "",
        },
      },
    };
  };
  testWebCases([
    after("301 Moved", "GET"),
    after("301 Moved", "POST", "GET"),
    after("301 Moved", "PUT"),
    after("302 Found", "POST", "GET"),
    after("302 Found", "PATCH"),
    after("302 Found", "HEAD"),
    after("302 Found", "DELETE"),
    after("303 See Other", "POST", "GET"),
    after("303 See Other", "PUT", "GET"),
    after("303 See Other", "DELETE", "GET"),
    after("303 See Other", "OPTIONS", "GET"),
    after("303 See Other", "HEAD"),
    after("307 Temporary Redirect", "POST"),
    after("308 Permanent Redirect", "DELETE"),
    after("308 Permanent Redirect", "OPTIONS"),
    after("300 Multiple Choices", "GET"),
  ]);
});

describe("cookies that a redirect sets", () => {
  /** The `Cookie` field of the last request is exactly this; none where it is the empty text. */
  const sends = (
    name: string,
    setCookie: readonly string[],
    cookie: string,
    path = "/echo/x",
  ): WebCase => ({
    name,
    answer: [
      head("302 Found", `Location: ${path}`, ...setCookie.map((set) => `Set-Cookie: ${set}`)),
    ],
    follow: true,
    expected: { status: "SUCCESS", seen: { target: path, cookie } },
  });
  testWebCases([
    sends("one", ["session=a1"], "session=a1"),
    sends("two in their order", ["a=1; Path=/", "b=2; Path=/; HttpOnly; SameSite=Lax"], "a=1; b=2"),
    sends("the last of a name", ["a=1", "a=2"], "a=2"),
    sends("for this path", ["a=1; Path=/echo", "b=2; Path=/other", "c=3; Path=/ech"], "a=1"),
    sends("the longer path first", ["a=1; Path=/", "b=2; Path=/echo"], "b=2; a=1"),
    sends("for its own host", ["a=1; Domain=127.0.0.1", "b=2; Domain=example.com"], "a=1"),
    sends("over plain http without Secure", ["a=1; Secure", "__Secure-b=2", "c=3"], "c=3"),
    sends("that is removed", ["a=1", "a=; Max-Age=0", "b=2"], "b=2"),
    sends("that has expired", ["a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=2"], "b=2"),
    sends("that lasts", ["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"], "a=1"),
    sends("with = and blanks in it", ["a = x=y z ; Path=/"], "a=x=y z"),
    sends("that is malformed", ["", ";", "=", "ok=1"], "ok=1"),
    sends("that is too long", [`a=${"x".repeat(4_096)}`, "b=2"], "b=2"),
    sends("none", [], ""),
  ]);
});

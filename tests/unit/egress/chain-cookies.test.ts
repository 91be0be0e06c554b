import { describe, expect, test } from "vitest";
import { ChainCookies } from "@/lib/egress/chain-cookies";

const home = new URL("https://www.example.com/a/b/start?x=1");

/** What goes along to `url` after these fields came from `from`. */
function cookieFor(url: string | URL, fields: string | string[] | undefined, from = home) {
  const cookies = new ChainCookies();
  cookies.store(from, fields);
  return cookies.headersFor(new URL(url, from)).cookie ?? null;
}

describe("a cookie of a redirect", () => {
  test.each([
    "https://example.com/",
    "https://other.www.example.com/",
    "http://www.example.com/",
    "https://www.example.com:8443/",
    "https://www.example.org/",
  ])("does not go to another origin: %s", (url) => {
    expect(cookieFor(url, ["a=1; Path=/; Domain=example.com"])).toBe(null);
  });

  test("waits for its origin while the chain is elsewhere", () => {
    const cookies = new ChainCookies();
    const other = new URL("https://login.example.org/");
    cookies.store(home, "a=1; Path=/");
    cookies.store(other, "b=2; Path=/");
    expect(cookies.headersFor(other)).toEqual({ cookie: "b=2" });
    expect(cookies.headersFor(home)).toEqual({ cookie: "a=1" });
  });

  test.each([
    ["a=1", "/a/b/c", "a=1"],
    ["a=1", "/a/b", "a=1"],
    ["a=1", "/a/bc", null],
    ["a=1", "/a/", null],
    ["a=1; Path=/a/", "/a/x", "a=1"],
    ["a=1; Path=/a/", "/a", null],
    ["a=1; Path=x", "/a/b/", "a=1"],
    ["a=1; Path=", "/a/b/", "a=1"],
    ["a=1; Path=/x; Path=/a", "/a/y", "a=1"],
  ])("%s goes along to %s as %s", (field, path, cookie) => {
    expect(cookieFor(path, field)).toBe(cookie);
  });

  test.each([
    ["a=1; Domain=www.example.com", "a=1"],
    ["a=1; Domain=.example.com", "a=1"],
    ["a=1; Domain=EXAMPLE.com", "a=1"],
    ["a=1; Domain=", "a=1"],
    ["a=1; Domain=ample.com", null],
    ["a=1; Domain=x.www.example.com", null],
    ["a=1; Domain=example.org", null],
    ["a=1; Secure", "a=1"],
    ["__Secure-a=1", null],
    ["__Secure-a=1; Secure", "__Secure-a=1"],
    ["__Host-a=1; Secure; Path=/", "__Host-a=1"],
    ["__Host-a=1; Secure", null],
    ["__Host-a=1; Secure; Path=/; Domain=example.com", null],
    ["a=1; Max-Age=0", null],
    ["a=1; Max-Age=-5", null],
    ["a=1; Max-Age=soon", "a=1"],
    ["a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=1"],
    ["a=1; Expires=Thu, 01-Jan-70 00:00:01 GMT", null],
    ["a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT", "a=1"],
    ["a=1; Expires=never", "a=1"],
    ["a", "a"],
    ["=a", "a"],
    ["a=", "a="],
    ["", null],
    ["=", null],
    ["; Path=/", null],
    ["a=b=c", "a=b=c"],
    ['a="b c"', 'a="b c"'],
    ["a=caf\xe9", "a=caf\xe9"],
    ["a=1\0", null],
    ["a=1\x7f", null],
    ["a=1; Path=/\x01", null],
  ])("%j goes along as %j", (field, cookie) => {
    expect(cookieFor("/a/b/next", field)).toBe(cookie);
  });

  test("for one address is for no other", () => {
    const address = new URL("http://10.20.30.40/");
    expect(cookieFor("/", "a=1; Domain=30.40", address)).toBe(null);
    expect(cookieFor("/", "a=1; Domain=10.20.30.40", address)).toBe("a=1");
  });

  test("takes the place of an older one of its name and path, and is removed by one", () => {
    expect(cookieFor("/a/b/", ["a=1", "b=1", "a=2"])).toBe("a=2; b=1");
    expect(cookieFor("/a/b/", ["a=1", "b=1", "a=; Max-Age=0"])).toBe("b=1");
    expect(cookieFor("/a/b/", ["a=1", "a=2; Path=/"])).toBe("a=1; a=2");
  });

  test("is left out beyond 50 of them, 4 KB of its own and 8 KB together", () => {
    const many = Array.from({ length: 60 }, (_, index) => `n${index}=1`);
    expect(cookieFor("/a/b/", many)?.split("; ")).toHaveLength(50);
    expect(cookieFor("/a/b/", [`a=${"x".repeat(4_095)}`, "b=1"])).toMatch(/^a=x{4095}; b=1$/);
    expect(cookieFor("/a/b/", [`a=${"x".repeat(4_096)}`, "b=1"])).toBe("b=1");
    const long = ["a", "b", "c"].map((name) => `${name}=${"x".repeat(4_000)}`);
    expect(cookieFor("/a/b/", long)?.length).toBeLessThanOrEqual(8_192);
  });
});

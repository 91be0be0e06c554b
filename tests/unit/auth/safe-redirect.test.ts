import { describe, expect, it } from "vitest";
import { safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";

describe("a path of this site is accepted", () => {
  it.each([
    ["/", "/"],
    ["/routines", "/routines"],
    ["/routines?q=a%20b&sort=-name#top", "/routines?q=a%20b&sort=-name#top"],
    ["/routines/../runs", "/runs"],
    ["/runs?next=//elsewhere.example", "/runs?next=//elsewhere.example"],
    ["/%5Celsewhere.example", "/%5Celsewhere.example"],
    ["/:80", "/:80"],
  ])("%j leads to %j", (next, path) => {
    expect(safeRedirectPath(next)).toBe(path);
  });
});

describe("a path that could leave this site gives the fallback", () => {
  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "https:",
    "https://evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "?next=/",
    "",
    "/\u0000",
    `/${"a".repeat(3_000)}`,
    undefined,
    null,
    ["/routines", "/runs"],
    42,
  ])("%j", (next) => {
    expect(safeRedirectPath(next, "/fallback")).toBe("/fallback");
  });
});

describe("a page's path carries the next path", () => {
  it.each([
    ["/", "/sign-in"],
    ["/runs?status=FAIL&limit=5", "/sign-in?next=%2Fruns%3Fstatus%3DFAIL%26limit%3D5"],
  ])("%j makes %j", (next, path) => {
    expect(withNext("/sign-in", next)).toBe(path);
  });
});

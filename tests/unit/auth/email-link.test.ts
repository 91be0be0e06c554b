import { describe, expect, it } from "vitest";
import { leadsToPassword, nextAfterEmail, parseEmailLink } from "@/lib/auth/email-link";

describe("an email's link is parsed", () => {
  it.each([
    ["signup", false],
    ["email", false],
    ["magiclink", false],
    ["email_change", false],
    ["recovery", true],
    ["invite", true],
  ])("type %s leads to a new password: %s", (type, toPassword) => {
    const link = parseEmailLink({ token_hash: "abc", type, next: "/runs" });
    expect(link).toEqual({ token_hash: "abc", type });
    expect(link !== null && leadsToPassword(link.type)).toBe(toPassword);
  });
});

it.each([
  {},
  { token_hash: "abc" },
  { type: "signup" },
  { token_hash: "", type: "signup" },
  { token_hash: ["a", "b"], type: "signup" },
  { token_hash: "abc", type: "sms" },
  { token_hash: "a".repeat(513), type: "signup" },
])("%.40j is not an email's link", (parameters) => {
  expect(parseEmailLink(parameters)).toBeNull();
});

it.each<[unknown, string, string]>([
  ["/runs?status=FAIL", "/runs?status=FAIL", "a path"],
  ["https://ops.example.com/runs?status=FAIL", "/runs?status=FAIL", "the URL of a page"],
  [
    "https://ops.example.com/auth/callback?next=%2Finvitations%2Fabc",
    "/invitations/abc",
    "the URL of a page in between",
  ],
  ["https://ops.example.com/auth/callback", "/", "a stop on the way to nowhere"],
  ["https://ops.example.com/auth/callback?next=//evil.example", "/", "a stop on the way elsewhere"],
  ["https://ops.example.com", "/", "the start page"],
  ["https://ops.example.com//evil.example", "/", "a page that browsers take for another site"],
  ["https://evil.example/auth/callback?next=/runs", "/", "another site"],
  ["http://ops.example.com/runs", "/", "this site without encryption"],
  ["javascript:alert(1)", "/", "a script"],
  ["//evil.example", "/", "another site without a scheme"],
  [["/runs", "/alerts"], "/", "two at once"],
  [undefined, "/", "nothing"],
])("the link's path %j leads to %s: %s", (next, expected) => {
  expect(nextAfterEmail(next, "https://ops.example.com")).toBe(expected);
});

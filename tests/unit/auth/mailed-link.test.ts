import { describe, expect, it } from "vitest";
import { leadsToPassword, parseMailedLink } from "@/lib/auth/mailed-link";

describe("a mailed link is read", () => {
  it.each([
    ["signup", false],
    ["email", false],
    ["magiclink", false],
    ["email_change", false],
    ["recovery", true],
    ["invite", true],
  ])("of type %s, leading to a password: %s", (type, toPassword) => {
    const link = parseMailedLink({ token_hash: "abc", type, next: "/runs" });
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
])("%.40j is no mailed link", (parameters) => {
  expect(parseMailedLink(parameters)).toBeNull();
});

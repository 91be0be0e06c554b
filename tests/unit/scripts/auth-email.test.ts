import { describe, expect, it } from "vitest";
import { toAuthEmail } from "@/scripts/stack/auth-email";

const appUrl = "https://ops.example.com";

function email(type: string, redirectTo?: string) {
  const verify = new URL("/auth/v1/verify", appUrl);
  verify.searchParams.set("token", "0a1b2c");
  verify.searchParams.set("type", type);
  if (redirectTo !== undefined) verify.searchParams.set("redirect_to", redirectTo);
  return {
    to: "someone@example.com",
    subject: "Confirm",
    text: `Confirm with this code: 123456\n\nOr follow this link: ${verify.href}`,
  };
}

describe("the link of an email", () => {
  it.each([
    ["signup", undefined, "/"],
    ["signup", appUrl, "/"],
    ["signup", `${appUrl}/routines?kind=PING`, "/routines?kind=PING"],
    ["recovery", undefined, "/reset-password"],
    ["recovery", `${appUrl}/auth/confirm?next=/reset-password`, "/reset-password"],
    ["recovery", `${appUrl}/auth/callback?next=//evil.example`, "/reset-password"],
    ["email_change", undefined, "/settings"],
    ["magiclink", `${appUrl}/runs`, "/runs"],
    ["magiclink", "https://evil.example/runs", "/"],
    ["magiclink", "not a url", "/"],
  ])(
    "of type %s with redirect_to %s leads into the app, and on to %s",
    (type, redirectTo, next) => {
      const { link } = toAuthEmail(email(type, redirectTo), appUrl);
      const url = new URL(link ?? "");
      expect(url.origin + url.pathname).toBe(`${appUrl}/auth/confirm`);
      expect(Object.fromEntries(url.searchParams)).toEqual({ token_hash: "0a1b2c", type, next });
    },
  );

  it("is absent where the email carries a code only", () => {
    const text = "Your code: 987654";
    expect(toAuthEmail({ to: "a@example.com", subject: "Code", text }, appUrl)).toMatchObject({
      link: null,
      code: "987654",
    });
  });
});

it("an address cannot drive the terminal that it is shown on", () => {
  const hostile = { ...email("signup"), to: "\u001b[2Jevil\r\n@example.com", subject: "a\u0007b" };
  expect(toAuthEmail(hostile, appUrl)).toMatchObject({ to: "[2Jevil@example.com", subject: "ab" });
});

import { describe, expect, it } from "vitest";
import {
  passwordChangeInput,
  signInInput,
  signUpInput,
  toFormProblems,
} from "@/lib/auth/credentials";

const problemsOf = (schema: typeof signUpInput | typeof passwordChangeInput, input: unknown) => {
  const parsed = schema.safeParse(input);
  return parsed.success ? [] : toFormProblems(parsed.error);
};

describe("each field reports its first problem", () => {
  it.each([
    ["", "longenough", [{ path: "email", code: "email_required" }]],
    ["   ", "longenough", [{ path: "email", code: "email_required" }]],
    ["ada", "longenough", [{ path: "email", code: "email_invalid" }]],
    ["ada@", "longenough", [{ path: "email", code: "email_invalid" }]],
    [`${"a".repeat(250)}@example.com`, "longenough", [{ path: "email", code: "email_invalid" }]],
    ["ada@example.com", "", [{ path: "password", code: "password_required" }]],
    ["ada@example.com", "7 chars", [{ path: "password", code: "password_too_short" }]],
    ["ada@example.com", "a".repeat(73), [{ path: "password", code: "password_too_long" }]],
    ["ada@example.com", "ç".repeat(37), [{ path: "password", code: "password_too_long" }]],
    [
      undefined,
      undefined,
      [
        { path: "email", code: "email_required" },
        { path: "password", code: "password_required" },
      ],
    ],
  ])("%.20j with %.10j", (email, password, problems) => {
    expect(problemsOf(signUpInput, { email, password })).toEqual(problems);
  });

  it("for a change of password", () => {
    expect(
      problemsOf(passwordChangeInput, { current_password: "", new_password: "short" }),
    ).toEqual([
      { path: "current_password", code: "password_required" },
      { path: "new_password", code: "password_too_short" },
    ]);
  });
});

it.each(["opspulse", "a".repeat(72), " spaces "])("a new password may be %.10j", (password) => {
  expect(signUpInput.parse({ email: " ada@example.com ", password })).toEqual({
    email: "ada@example.com",
    password,
  });
});

it("an old password need not meet the rules for new ones", () => {
  const input = { email: "ada@example.com", password: "old" };
  expect(signInInput.parse(input)).toEqual(input);
});

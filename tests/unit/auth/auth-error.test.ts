import {
  AuthApiError,
  AuthRetryableFetchError,
  AuthSessionMissingError,
} from "@supabase/supabase-js";
import { expect, it } from "vitest";
import { classifyAuthError, type AuthErrorReason } from "@/lib/auth/auth-error";

it.each<[string, ConstructorParameters<typeof AuthApiError>, AuthErrorReason]>([
  ["an unknown address", ["", 400, "invalid_credentials"], "refused"],
  ["an unconfirmed address", ["", 400, "email_not_confirmed"], "refused"],
  ["an address that has an account", ["", 422, "user_already_exists"], "refused"],
  ["a user who was banned", ["", 403, "user_banned"], "refused"],
  ["an expired link", ["", 403, "otp_expired"], "refused"],
  ["a code that is new to us", ["", 418, "brand_new"], "refused"],
  ["too many requests", ["", 429, "over_request_rate_limit"], "too_many_attempts"],
  ["too many requests, unnamed", ["", 429, undefined], "too_many_attempts"],
  ["too many emails", ["", 429, "over_email_send_rate_limit"], "too_many_emails"],
  ["a weak password", ["", 422, "weak_password"], "password_too_weak"],
  ["the same password", ["", 422, "same_password"], "password_unchanged"],
  ["a closed sign-up", ["", 422, "signup_disabled"], "sign_up_closed"],
  ["a broken server", ["", 500, "unexpected_failure"], "server_error"],
])("%s: %j: %s", (_name, error, failure) => {
  expect(classifyAuthError(new AuthApiError(...error))).toBe(failure);
});

it.each([0, 502, 503, 504])("no response (status %i) means unreachable", (status) => {
  expect(classifyAuthError(new AuthRetryableFetchError("", status))).toBe("unreachable");
});

it("a missing session is refused", () => {
  expect(classifyAuthError(new AuthSessionMissingError())).toBe("refused");
});

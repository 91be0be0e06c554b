import { isAuthRetryableFetchError, type AuthError } from "@supabase/supabase-js";

export type AuthErrorReason =
  /** The auth server cannot be reached. */
  | "unreachable"
  /** It was reached and broke. */
  | "server_error"
  | "too_many_attempts"
  /** A mail was asked for too often. Only an address that gets mails meets this limit. */
  | "too_many_emails"
  | "password_too_weak"
  | "password_unchanged"
  | "sign_up_closed"
  | "refused";

const failureByCode: Record<string, AuthErrorReason> = {
  over_email_send_rate_limit: "too_many_emails",
  weak_password: "password_too_weak",
  same_password: "password_unchanged",
  signup_disabled: "sign_up_closed",
  email_provider_disabled: "sign_up_closed",
};

/** What an error of the auth server means to us. Why credentials were refused is not told apart. */
export function classifyAuthError(error: AuthError): AuthErrorReason {
  if (isAuthRetryableFetchError(error)) return "unreachable";
  const known = failureByCode[error.code ?? ""];
  if (known !== undefined) return known;
  if (error.status === 429) return "too_many_attempts";
  return error.status !== undefined && error.status >= 500 ? "server_error" : "refused";
}

import { isAuthRetryableFetchError, type AuthError } from "@supabase/supabase-js";

/** The reasons for an error of the auth server, as far as they matter to a user. */
export type AuthErrorReason =
  /** The auth server cannot be reached. */
  | "unreachable"
  /** The auth server was reached and failed. */
  | "server_error"
  | "too_many_attempts"
  /** An email was requested too often. Only an address that gets emails reaches this limit. */
  | "too_many_emails"
  | "password_too_weak"
  | "password_unchanged"
  | "sign_up_closed"
  | "refused";

const reasonByCode: Record<string, AuthErrorReason> = {
  over_email_send_rate_limit: "too_many_emails",
  weak_password: "password_too_weak",
  same_password: "password_unchanged",
  signup_disabled: "sign_up_closed",
  email_provider_disabled: "sign_up_closed",
};

/**
 * The reason for an error of the auth server. Refused credentials have one reason, whatever was
 * wrong.
 */
export function classifyAuthError(error: AuthError): AuthErrorReason {
  if (isAuthRetryableFetchError(error)) return "unreachable";
  const known = reasonByCode[error.code ?? ""];
  if (known !== undefined) return known;
  if (error.status === 429) return "too_many_attempts";
  return error.status !== undefined && error.status >= 500 ? "server_error" : "refused";
}

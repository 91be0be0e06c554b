import { z } from "zod";
import { fetchWithDeadline } from "@/lib/auth/fetch-with-deadline";
import type { Env } from "@/lib/env";

type AuthServerAddress = Pick<Env, "SUPABASE_URL" | "SUPABASE_PUBLISHABLE_KEY">;

const settings = z.object({ disable_signup: z.boolean() });

/** Whether an auth server lets anyone create an account; "unknown" where it doesn't say. */
export type SignUpState = "open" | "closed" | "unknown";

/**
 * Asks the auth server whether anyone can create an account there. With `SIGN_UP=closed` only the
 * app's own form is closed: anyone with the publishable key can still use an auth server that is
 * open.
 */
export async function readAuthServerSignUp(address: AuthServerAddress): Promise<SignUpState> {
  try {
    const response = await fetchWithDeadline(new URL("/auth/v1/settings", address.SUPABASE_URL), {
      headers: { apikey: address.SUPABASE_PUBLISHABLE_KEY },
    });
    if (!response.ok) return "unknown";
    return settings.parse(await response.json()).disable_signup ? "closed" : "open";
  } catch {
    return "unknown";
  }
}

/** What is wrong with the sign-up of an instance, and what to do; null where nothing is. */
export function findSignUpProblem(own: Env["SIGN_UP"], authServer: SignUpState): string | null {
  if (own === "open" || authServer === "closed") return null;
  return authServer === "open"
    ? 'SIGN_UP is closed, but the auth server still lets anyone with the publishable key create an account. In Supabase, open Authentication, Sign In / Providers, and turn off "Allow new users to sign up".'
    : "SIGN_UP is closed, but the auth server didn't say whether it is closed too. Check that SUPABASE_URL is reachable, and that new users can't sign up there.";
}

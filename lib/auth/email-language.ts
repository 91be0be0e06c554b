import { isAuthSessionMissingError, type SupabaseClient } from "@supabase/supabase-js";
import { log } from "@/lib/log";

/**
 * The user metadata that chooses the language of the auth server's emails. Users can write anything
 * into it, so nothing else may depend on it.
 */
export function emailLanguage(locale: string): { locale: string } {
  return { locale };
}

/**
 * Saves the language of the signed-in user's emails at the auth server. Does nothing without a
 * session; logs an error instead of throwing it.
 */
export async function saveEmailLanguage(
  { auth }: Pick<SupabaseClient, "auth">,
  locale: string,
): Promise<void> {
  const failure = await auth.updateUser({ data: emailLanguage(locale) }).then(
    ({ error }) => error,
    (error: unknown) => error,
  );
  if (failure !== null && !isAuthSessionMissingError(failure)) {
    log.warn({ err: failure }, "the language of a user's emails was not saved at the auth server");
  }
}

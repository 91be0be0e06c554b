import { isAuthSessionMissingError, type SupabaseClient } from "@supabase/supabase-js";
import { log } from "@/lib/log";

/**
 * The metadata by which the mails of the auth server choose their words. Its owner can write anything
 * there: nothing else may go by it.
 */
export function mailLanguage(locale: string): { locale: string } {
  return { locale };
}

/**
 * Tells the auth server in which language to write to whoever is signed in, if anybody is.
 * That it was not told is logged, not thrown.
 */
export async function tellMailLanguage(
  { auth }: Pick<SupabaseClient, "auth">,
  locale: string,
): Promise<void> {
  const failure = await auth.updateUser({ data: mailLanguage(locale) }).then(
    ({ error }) => error,
    (error: unknown) => error,
  );
  if (failure !== null && !isAuthSessionMissingError(failure)) {
    log.warn({ err: failure }, "the auth server could not store the language of a user's emails");
  }
}

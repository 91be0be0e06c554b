import type { StackAddress } from "@/scripts/stack/env-file";

export type Account = { email: string; password: string };

/** Where an auth server is, and the key that its clients name it by. */
export type AuthAddress = Pick<StackAddress, "SUPABASE_URL" | "SUPABASE_PUBLISHABLE_KEY">;

/** Sends an account to an auth server, to `signup` or to `token?grant_type=password`. */
export function sendAccount(
  { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY }: AuthAddress,
  path: string,
  account: Account,
): Promise<Response> {
  return fetch(new URL(`/auth/v1/${path}`, SUPABASE_URL), {
    method: "POST",
    headers: { "content-type": "application/json", apikey: SUPABASE_PUBLISHABLE_KEY },
    body: JSON.stringify(account),
    signal: AbortSignal.timeout(10_000),
  });
}

/** The parts of an auth server's session that anything here reads. */
export type AuthSession = { access_token: string; user: { id: string } };

/**
 * Signs a user up as any machine would.
 * @throws {Error} where the auth server refuses it.
 */
export async function signUp(address: AuthAddress, account: Account): Promise<AuthSession> {
  const response = await sendAccount(address, "signup", account);
  if (!response.ok) throw new Error(`The sign-up got the status ${response.status}.`);
  return (await response.json()) as AuthSession;
}

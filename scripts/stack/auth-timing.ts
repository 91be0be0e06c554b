import type { PostgresConnection } from "@supabase/lite/postgres";
import { compare, hash } from "bcryptjs";
import { z } from "zod";
import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";

/** What the auth server hashes passwords with. */
const COST = 10;

const MAX_PASSWORD_CHARACTERS = 72;

const account = z.object({ email: z.string(), password: z.string().min(1) });

/** A sign-up with any other password is refused before the account is looked up. */
const newAccount = account.extend({
  password: z.string().min(MIN_PASSWORD_CHARACTERS).max(MAX_PASSWORD_CHARACTERS),
});

/** Does the work that the auth server is about to leave out for a request, if any. */
export type EvenWork = (request: Request) => Promise<void>;

/**
 * The auth server hashes the password of a sign-in only where the account exists, and that of a
 * sign-up only where it doesn't: 80 ms that tell which. This hashes one in the other cases.
 */
export async function createEvenWork(
  { driver }: PostgresConnection,
  signUp: "open" | "closed",
): Promise<EvenWork> {
  const someHash = await hash(crypto.randomUUID(), COST);
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const isSignIn = pathname === "/auth/v1/token" && searchParams.get("grant_type") === "password";
    const isSignUp = signUp === "open" && pathname === "/auth/v1/signup";
    if (request.method !== "POST" || (!isSignIn && !isSignUp)) return;
    const body: unknown = await request.json().catch(() => null);
    const { data } = (isSignIn ? account : newAccount).safeParse(body);
    if (data === undefined) return;
    const rows: { is_hashed: boolean }[] = await driver`
      select coalesce(encrypted_password, '') <> '' and confirmed_at is not null as is_hashed
      from auth.users where email = ${data.email.toLowerCase()}`;
    const willBeHashed = isSignIn ? rows[0]?.is_hashed === true : rows.length === 0;
    if (!willBeHashed) await compare(data.password, someHash);
  };
}

import { createHash } from "node:crypto";
import { createClient, isAuthRetryableFetchError } from "@supabase/supabase-js";
import { readTokenClaims, toSessionUser, type SessionUser } from "@/lib/auth/access-token";
import { fetchWithDeadline } from "@/lib/auth/fetch-with-deadline";
import { DomainError } from "@/lib/domain/errors";
import { SECOND_MS } from "@/lib/domain/time-units";
import { getEnv } from "@/lib/env";
import { log } from "@/lib/log";

/** How long an answer of the auth server holds. */
const TRUSTED_MS = 20 * SECOND_MS;

/** Bounds the memory of a process; the oldest answer goes first. */
const MAX_REMEMBERED = 1_000;

/** When each token was found valid, by its hash, in milliseconds of a monotonic clock. */
const verifiedAt = new Map<string, number>();

let hasWarned = false;

/**
 * The user of a token that is signed with a secret that only the auth server knows, or null where it
 * is invalid. Only a token that names a live session is sent there, so that a forged one costs it
 * nothing.
 * @throws {DomainError} UNAVAILABLE where the auth server does not respond.
 */
export async function verifyAtAuthServer(
  token: string,
  isLive: (user: SessionUser) => Promise<boolean>,
): Promise<SessionUser | null> {
  const claims = readTokenClaims(token);
  if (claims === null || claims.exp * SECOND_MS <= Date.now()) return null;
  const user = toSessionUser(claims);
  if (!(await isLive(user))) return null;
  const hash = createHash("sha256").update(token).digest("base64url");
  const knownAt = verifiedAt.get(hash);
  if (knownAt !== undefined && performance.now() - knownAt < TRUSTED_MS) return user;
  if (!(await isUserOf(token, user))) return null;
  remember(hash);
  return user;
}

async function isUserOf(token: string, { id }: SessionUser): Promise<boolean> {
  warnOnce();
  const env = getEnv();
  const { auth } = createClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithDeadline },
  });
  const { data, error } = await auth.getUser(token);
  if (isAuthRetryableFetchError(error)) {
    throw new DomainError(
      "UNAVAILABLE",
      "The sign-in service isn't responding. Try again in a moment.",
      { cause: error },
    );
  }
  return data.user?.id === id;
}

function remember(hash: string): void {
  verifiedAt.delete(hash);
  verifiedAt.set(hash, performance.now());
  const [oldest] = verifiedAt.keys();
  if (verifiedAt.size > MAX_REMEMBERED && oldest !== undefined) verifiedAt.delete(oldest);
}

function warnOnce(): void {
  if (hasWarned) return;
  hasWarned = true;
  log.warn(
    "access tokens are signed with a shared secret, so each is verified by a request to the auth server: set SUPABASE_JWT_SECRET, or move the project to asymmetric signing keys",
  );
}

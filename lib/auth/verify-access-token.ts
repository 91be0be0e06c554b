import {
  createClient,
  isAuthRetryableFetchError,
  type SupabaseClient,
} from "@supabase/supabase-js";
import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { fetchWithDeadline } from "@/lib/auth/fetch-with-deadline";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";

export type SessionUser = { id: string; email: string | null };

const AUDIENCE = "authenticated";

const claimsOfUser = z.object({
  sub: z.guid(),
  role: z.literal("authenticated"),
  aud: z.union([
    z.literal(AUDIENCE),
    z.array(z.string()).refine((audience) => audience.includes(AUDIENCE)),
  ]),
  email: z.string().nullish(),
});

function toUser(claims: unknown): SessionUser | null {
  const { data } = claimsOfUser.safeParse(claims);
  return data ? { id: data.sub, email: data.email === "" ? null : (data.email ?? null) } : null;
}

/**
 * The user of a token that is signed with a shared secret, or null where it is invalid.
 * The algorithm is pinned: an attacker can write anything into a token's header (RFC 8725, 3.1).
 */
export async function verifyTokenWithSecret(
  token: string,
  secret: string,
): Promise<SessionUser | null> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      audience: AUDIENCE,
      requiredClaims: ["exp", "sub"],
    });
    return toUser(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

let verifier: SupabaseClient | undefined;

/** One client for the whole process, because it caches the published keys. It has no session. */
function getVerifier(): SupabaseClient {
  const env = getEnv();
  verifier ??= createClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithDeadline },
  });
  return verifier;
}

/**
 * The user of an access token, or null where it is invalid: its signature, expiry, audience, role
 * and subject are checked. With `SUPABASE_JWT_SECRET` no network is used; otherwise it is verified
 * by the keys that the auth server publishes.
 * @throws {DomainError} UNAVAILABLE where the auth server is needed and does not respond.
 */
export async function verifyAccessToken(token: string): Promise<SessionUser | null> {
  const { SUPABASE_JWT_SECRET } = getEnv();
  if (SUPABASE_JWT_SECRET !== undefined) return verifyTokenWithSecret(token, SUPABASE_JWT_SECRET);
  const { data, error } = await getVerifier().auth.getClaims(token);
  if (isAuthRetryableFetchError(error)) {
    throw new DomainError(
      "UNAVAILABLE",
      "The sign-in service isn't responding. Try again in a moment.",
      {
        cause: error,
      },
    );
  }
  return toUser(data?.claims);
}

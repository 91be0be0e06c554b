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
 * The user whom a token signed with a shared secret names, or null.
 * The algorithm is pinned, since a token's own header is the attacker's to write (RFC 8725, 3.1).
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
    if (error instanceof errors.JOSEError) {
      return null;
    }
    throw error;
  }
}

let verifier: SupabaseClient | undefined;

/** One client for the whole process, since it is what caches the published keys. It has no session. */
function getVerifier(): SupabaseClient {
  const env = getEnv();
  verifier ??= createClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithDeadline },
  });
  return verifier;
}

/**
 * The user whom an access token names, or null when the token is not to be believed: its signature,
 * expiry, audience, role and subject are all checked. With `SUPABASE_JWT_SECRET` no network is used;
 * else the keys that the auth server publishes verify it.
 * @throws {DomainError} UNAVAILABLE when the auth server is needed and does not answer.
 */
export async function verifyAccessToken(token: string): Promise<SessionUser | null> {
  const { SUPABASE_JWT_SECRET } = getEnv();
  if (SUPABASE_JWT_SECRET !== undefined) {
    return verifyTokenWithSecret(token, SUPABASE_JWT_SECRET);
  }
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

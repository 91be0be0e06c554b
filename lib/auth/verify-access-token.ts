import { errors, jwtVerify, type JWTVerifyOptions } from "jose";
import {
  AUDIENCE,
  readTokenClaims,
  readTokenHeader,
  toSessionUser,
  type SessionUser,
  type TokenClaims,
} from "@/lib/auth/access-token";
import { createKeyFinder } from "@/lib/auth/published-keys";
import { verifyAtAuthServer } from "@/lib/auth/verify-at-auth-server";
import { getEnv, type Env } from "@/lib/env";
import { getSessionContext } from "@/lib/services/context";
import { isSessionLive } from "@/lib/services/sessions/is-session-live";

/** Whether the session of a token has not ended. */
export type SessionCheck = (user: SessionUser, userAgent: string | null) => Promise<boolean>;

const checkSession: SessionCheck = ({ id, sessionId }, userAgent) =>
  isSessionLive(getSessionContext(), { userId: id, sessionId }, userAgent);

const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * The user of a token that is signed with a shared secret, or null where it is invalid.
 * The algorithm is pinned: an attacker can write anything into a token's header (RFC 8725, 3.1).
 * The auth server of `npm start` names no issuer; any that is named must be `issuer`.
 */
export async function verifyTokenWithSecret(
  token: string,
  secret: string,
  issuer?: string,
): Promise<SessionUser | null> {
  if (readTokenHeader(token)?.alg !== "HS256") return null;
  const key = new TextEncoder().encode(secret);
  const claims = await verify(token, (options) =>
    jwtVerify(token, key, { ...options, algorithms: ["HS256"] }),
  );
  if (claims === null || (claims.iss !== undefined && claims.iss !== issuer)) return null;
  return toSessionUser(claims);
}

/**
 * The user of a token that is signed by a key that the auth server publishes, or null where it is
 * invalid. A token whose form is wrong needs no key.
 * @throws {DomainError} UNAVAILABLE where the keys can't be fetched.
 */
export async function verifyTokenWithKeys(
  token: string,
  keys: ReturnType<typeof createKeyFinder>,
  issuer: string,
): Promise<SessionUser | null> {
  const alg = readTokenHeader(token)?.alg;
  if (alg === undefined || alg === "HS256") return null;
  const claims = await verify(token, (options) =>
    jwtVerify(token, keys, { ...options, algorithms: [alg], issuer }),
  );
  return claims && toSessionUser(claims);
}

/** The claims of a token, where their form is right and its signature and its times hold. */
async function verify(
  token: string,
  verifySignature: (options: JWTVerifyOptions) => Promise<unknown>,
): Promise<TokenClaims | null> {
  const claims = readTokenClaims(token);
  if (claims === null) return null;
  try {
    await verifySignature({ audience: AUDIENCE, clockTolerance: CLOCK_TOLERANCE_SECONDS });
    return claims;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

let publishedKeys: ReturnType<typeof createKeyFinder> | undefined;

/**
 * The user of an access token, or null where it is invalid, or its session has ended: signature,
 * algorithm, expiry, issuer, audience, role, subject and session are checked. With
 * `SUPABASE_JWT_SECRET` no network is used; otherwise the token is verified by the keys that the auth
 * server publishes.
 * @throws {DomainError} UNAVAILABLE where the auth server is needed and does not respond.
 * @throws where the database doesn't respond.
 */
export async function verifyAccessToken(
  token: string,
  userAgent: string | null,
  isLive: SessionCheck = checkSession,
): Promise<SessionUser | null> {
  const env = getEnv();
  if (env.SUPABASE_JWT_SECRET === undefined && readTokenHeader(token)?.alg === "HS256") {
    return verifyAtAuthServer(token, (user) => isLive(user, userAgent));
  }
  const user = await verifyOffline(token, env);
  return user !== null && (await isLive(user, userAgent)) ? user : null;
}

function verifyOffline(token: string, env: Env): Promise<SessionUser | null> {
  const issuer = env.SUPABASE_JWT_ISSUER ?? new URL("/auth/v1", env.SUPABASE_URL).href;
  if (env.SUPABASE_JWT_SECRET !== undefined) {
    return verifyTokenWithSecret(token, env.SUPABASE_JWT_SECRET, issuer);
  }
  publishedKeys ??= createKeyFinder(env.SUPABASE_URL);
  return verifyTokenWithKeys(token, publishedKeys, issuer);
}

import { z } from "zod";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { getEnv } from "@/lib/env";

const TIMEOUT_MS = 2 * SECOND_MS;

/** How long an answer holds, and how long none does. */
const FOUND_MS = 30 * MINUTE_MS;
const NOT_FOUND_MS = 5 * MINUTE_MS;

/** RFC 8414, as far as it says whether a client could get a token. */
const metadata = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
});

type Known = { issuer: string | null; atMs: number };

let pending: Promise<Known> | null = null;

async function askAuthServer(supabaseUrl: string): Promise<string | null> {
  try {
    const response = await fetch(
      new URL("/.well-known/oauth-authorization-server/auth/v1", supabaseUrl),
      { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "error" },
    );
    if (!response.ok) return null;
    const { issuer } = metadata.parse(await response.json());
    return new URL(issuer).origin === new URL(supabaseUrl).origin ? issuer : null;
  } catch {
    // It offers none, or can't be reached: keys work without it.
    return null;
  }
}

/** The issuer of the auth server where it offers OAuth, else null. Asks it now and then, and never throws. */
export async function findOAuthServer(): Promise<string | null> {
  const seen = pending;
  const last = await seen;
  const maxAgeMs = last?.issuer == null ? NOT_FOUND_MS : FOUND_MS;
  const isOld = last === null || performance.now() - last.atMs > maxAgeMs;
  // Of many callers at once, the first one asks.
  if (pending === null || (isOld && pending === seen)) {
    pending = askAuthServer(getEnv().SUPABASE_URL).then((issuer) => ({
      issuer,
      atMs: performance.now(),
    }));
  }
  return (await pending).issuer;
}

/** The endpoint of agents as a protected resource, and the address of its metadata (RFC 9728, section 3.1). */
export function protectedResource(): { resource: string; metadataUrl: string } {
  const { APP_URL } = getEnv();
  return {
    resource: new URL("/api/mcp", APP_URL).href,
    metadataUrl: new URL("/.well-known/oauth-protected-resource/api/mcp", APP_URL).href,
  };
}

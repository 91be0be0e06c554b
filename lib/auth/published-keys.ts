import { createRemoteJWKSet, customFetch, type FetchImplementation } from "jose";
import { z } from "zod";
import { fetchWithDeadline } from "@/lib/auth/fetch-with-deadline";
import { DomainError } from "@/lib/domain/errors";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/** How long published keys are used before they are fetched again. */
const CACHE_MS = 10 * MINUTE_MS;

/** The shortest time between two fetches, whatever keys are asked for. */
const COOLDOWN_MS = 30 * SECOND_MS;

/** The same after a fetch that failed. */
const RETRY_MS = 5 * SECOND_MS;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

type KeySet = z.infer<typeof keySet>;

/**
 * Finds the keys that an auth server publishes, by the header of a token. A key id that is unknown
 * causes a fetch at most once in 30 seconds. While the auth server is down, the keys that it
 * published last stay in use.
 *
 * The finder throws a JOSEError where there is no such key, and a DomainError UNAVAILABLE where the
 * keys were never fetched.
 */
export function createKeyFinder(supabaseUrl: string): ReturnType<typeof createRemoteJWKSet> {
  let published: KeySet | null = null;
  let failedAt: number | null = null;

  const fetchKeys: FetchImplementation = async (url, options) => {
    if (failedAt === null || performance.now() - failedAt >= RETRY_MS) {
      const fetched = await fetchKeySet(url, options);
      failedAt = fetched === null ? performance.now() : null;
      published = fetched ?? published;
    }
    if (published === null) {
      throw new DomainError(
        "UNAVAILABLE",
        "The sign-in service isn't responding. Try again in a moment.",
      );
    }
    return Response.json(published);
  };

  return createRemoteJWKSet(new URL("/auth/v1/.well-known/jwks.json", supabaseUrl), {
    cacheMaxAge: CACHE_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: fetchKeys,
  });
}

/** Null for any response that isn't a set of keys, and for none. */
async function fetchKeySet(...request: Parameters<FetchImplementation>): Promise<KeySet | null> {
  try {
    const response = await fetchWithDeadline(...request);
    return response.ok ? keySet.parse(await response.json()) : null;
  } catch {
    return null;
  }
}

import { decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";

/** The user and the session that an access token names. */
export type SessionUser = { id: string; email: string | null; sessionId: string };

export const AUDIENCE = "authenticated";

/** Longer than any token that fits into the headers of a request. */
const LONGEST_TOKEN_CHARACTERS = 16_384;

const MAX_KEY_ID_CHARACTERS = 200;

/** The algorithms of keys that an auth server publishes. */
const ASYMMETRIC = ["ES256", "RS256", "EdDSA"] as const;

/** No token of an auth server has extensions, and none that has is verified. */
const noExtensions = {
  typ: z.literal("JWT").optional(),
  crit: z.never().optional(),
  b64: z.never().optional(),
};

const tokenHeader = z.union([
  z.object({ ...noExtensions, alg: z.literal("HS256") }),
  z.object({
    ...noExtensions,
    alg: z.literal(ASYMMETRIC),
    kid: z.string().min(1).max(MAX_KEY_ID_CHARACTERS),
  }),
]);

const tokenClaims = z.object({
  sub: z.guid(),
  session_id: z.guid(),
  role: z.literal("authenticated"),
  aud: z.union([
    z.literal(AUDIENCE),
    z.array(z.string()).refine((audience) => audience.includes(AUDIENCE)),
  ]),
  exp: z.number(),
  iss: z.string().optional(),
  email: z.string().nullish(),
});

export type TokenClaims = z.infer<typeof tokenClaims>;

/** The header of a token whose form is right, or null. Nothing in it is verified. */
export function readTokenHeader(token: string): z.infer<typeof tokenHeader> | null {
  if (token.length > LONGEST_TOKEN_CHARACTERS) return null;
  return read(() => tokenHeader.safeParse(decodeProtectedHeader(token)).data);
}

/** The claims of a user's token whose form is right, or null. Nothing in them is verified. */
export function readTokenClaims(token: string): TokenClaims | null {
  return read(() => tokenClaims.safeParse(decodeJwt(token)).data);
}

/** Decoders throw where the text is malformed. */
function read<Part>(decode: () => Part | undefined): Part | null {
  try {
    return decode() ?? null;
  } catch {
    return null;
  }
}

export function toSessionUser(claims: TokenClaims): SessionUser {
  const { sub, session_id: sessionId, email } = claims;
  return {
    // As the database writes ids: they are compared as text.
    id: sub.toLowerCase(),
    email: email === "" ? null : (email ?? null),
    sessionId: sessionId.toLowerCase(),
  };
}

/**
 * The session of a token that the auth server itself has just sent.
 * @throws {z.ZodError} where the token names none.
 */
export function sessionIdOf({ access_token: token }: { access_token: string }): string {
  return tokenClaims.pick({ session_id: true }).parse(decodeJwt(token)).session_id.toLowerCase();
}

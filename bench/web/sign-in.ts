import { createChunks, stringToBase64URL } from "@supabase/ssr";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { signUp } from "@/scripts/stack/auth-client";
import type { OwnInstance } from "@/scripts/start/own-instance";

const account = { email: "bench@example.com", password: "correct-horse" } as const;

/**
 * Creates an account at an instance. `cookie` is the header that a browser sends once signed in, `token`
 * what the API takes.
 */
export async function openAccount({
  origin,
  address,
}: Pick<OwnInstance, "origin" | "address">): Promise<{
  userId: string;
  cookie: string;
  token: string;
}> {
  const session = await signUp(address, account);
  const value = `base64-${stringToBase64URL(JSON.stringify(session))}`;
  const chunks = createChunks(sessionCookie(origin).name, value);
  return {
    userId: session.user.id,
    token: session.access_token,
    cookie: chunks.map((chunk) => `${chunk.name}=${chunk.value}`).join("; "),
  };
}

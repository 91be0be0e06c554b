import { createChunks, stringToBase64URL } from "@supabase/ssr";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { signUp, type OwnInstance } from "@/scripts/start/own-instance";

const account = { email: "bench@example.com", password: "correct-horse" } as const;

/** Makes an account at an instance. `cookie` is the header that a browser would send once signed in. */
export async function openAccount(
  instance: OwnInstance,
): Promise<{ userId: string; cookie: string }> {
  const session = await signUp(instance, account);
  const value = `base64-${stringToBase64URL(JSON.stringify(session))}`;
  const chunks = createChunks(sessionCookie(instance.origin).name, value);
  return {
    userId: session.user.id,
    cookie: chunks.map((chunk) => `${chunk.name}=${chunk.value}`).join("; "),
  };
}

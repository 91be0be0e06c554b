import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { signInWithNotice } from "@/app/(auth)/notices";
import { classifyAuthError } from "@/lib/auth/auth-error";
import { markRecovery } from "@/lib/auth/recovery-mark";
import { safeRedirectPath } from "@/lib/auth/safe-redirect";
import { createSupabaseServerClient } from "@/lib/auth/supabase-server";

/**
 * Exchanges the code in a link of the auth server for a session. A code is worth nothing without
 * the verifier in a cookie of the browser that asked for it (RFC 7636).
 */
export async function GET(request: NextRequest): Promise<never> {
  const { searchParams } = request.nextUrl;
  const code = searchParams.get("code");
  if (code === null) redirect(signInWithNotice("link_expired"));
  const client = await createSupabaseServerClient();
  const { data, error } = await client.auth.exchangeCodeForSession(code);
  if (error !== null) {
    const isDown = classifyAuthError(error) === "unreachable";
    redirect(signInWithNotice(isDown ? "unreachable" : "link_expired"));
  }
  const next = safeRedirectPath(searchParams.get("next"));
  if (next === "/reset-password") await markRecovery(data.session);
  redirect(next);
}

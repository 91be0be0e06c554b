"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import type { AuthFormState } from "@/app/(auth)/auth-form";
import {
  fail,
  failInput,
  failOf,
  failTooOften,
  readEmail,
  serverProblemOf,
} from "@/app/(auth)/form-failure";
import { signInWithNotice } from "@/app/(auth)/notices";
import { classifyAuthError } from "@/lib/auth/auth-error";
import { signInInput, signUpInput } from "@/lib/auth/credentials";
import { emailLanguage } from "@/lib/auth/email-language";
import { leadsToPassword, parseEmailLink } from "@/lib/auth/email-link";
import { endOwnSession } from "@/lib/auth/end-sessions";
import { startEvenTime } from "@/lib/auth/even-time";
import { markRecovery } from "@/lib/auth/recovery-mark";
import { safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import { clearSessionCookies, createSupabaseServerClient } from "@/lib/auth/supabase-server";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import { getEnv } from "@/lib/env";
import { formArgument } from "@/lib/http/action-arguments";
import { getClientAddress } from "@/lib/http/client-address";
import { log } from "@/lib/log";
import { createRateContext } from "@/lib/services/context";
import { chargeSignUp } from "@/lib/services/limits/charge-rate";
import { beginSignIn, completeSignIn, withdrawSignIn } from "@/lib/services/limits/sign-in-attempt";

export async function signIn(_state: unknown, sent: FormData): Promise<AuthFormState> {
  const form = formArgument(sent);
  const email = readEmail(form);
  const input = signInInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email };
  const rates = createRateContext();
  const attempt = { email: input.data.email, address: getClientAddress(await headers()) };
  const waitSeconds = await beginSignIn(rates, attempt);
  if (waitSeconds !== null) return { ...(await failTooOften(waitSeconds)), email };
  const client = await createSupabaseServerClient();
  const evenTime = startEvenTime();
  const { error } = await client.auth.signInWithPassword(input.data);
  if (error !== null) {
    const reason = classifyAuthError(error);
    if (reason !== "refused") await withdrawSignIn(rates, attempt);
    await evenTime;
    const problem = { path: "", code: "credentials_wrong" };
    return { ...(await failOf(reason, "UNAUTHENTICATED", problem)), email };
  }
  await completeSignIn(rates, attempt);
  redirect(safeRedirectPath(form.get("next")));
}

/** Signs in to the demo account, where this instance has one. */
export async function enterDemo(): Promise<void> {
  if (getEnv().OPSPULSE_DEMO === "off") redirect("/sign-in");
  const client = await createSupabaseServerClient();
  const { error } = await client.auth.signInWithPassword(demoAccount);
  if (error !== null) {
    log.warn({ err: error }, "the demo account could not be signed in to");
    redirect(signInWithNotice("demo_away"));
  }
  redirect("/");
}

/**
 * Gives the same result for an address that has an account as for one that is not accepted, or,
 * where emails confirm addresses, as for a new one.
 */
export async function signUp(_state: unknown, sent: FormData): Promise<AuthFormState> {
  const form = formArgument(sent);
  const email = readEmail(form);
  const env = getEnv();
  if (env.SIGN_UP === "closed") {
    return { ...(await fail("FORBIDDEN", { path: "", code: "sign_up_closed" })), email };
  }
  const input = signUpInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email };
  const waitSeconds = await chargeSignUp(createRateContext(), getClientAddress(await headers()));
  if (waitSeconds !== null) return { ...(await failTooOften(waitSeconds)), email };
  const next = safeRedirectPath(form.get("next"));
  const client = await createSupabaseServerClient();
  const evenTime = startEvenTime();
  const { data, error } = await client.auth.signUp({
    ...input.data,
    options: {
      emailRedirectTo: new URL(withNext("/auth/callback", next), env.APP_URL).href,
      data: emailLanguage(await getLocale()),
    },
  });
  if (error === null && data.session !== null) redirect(next);
  await evenTime;
  if (error === null) return { ok: true, data: null, email };
  const failure = classifyAuthError(error);
  switch (failure) {
    // Only addresses that have an account get here, so the result is that of a new one.
    case "too_many_emails":
      return { ok: true, data: null, email };
    case "password_too_weak":
      return { ...(await fail("VALIDATION", { path: "password", code: failure })), email };
    case "sign_up_closed":
      return { ...(await fail("FORBIDDEN", { path: "", code: failure })), email };
    case "password_unchanged":
    case "refused":
    case "server_error":
    case "too_many_attempts":
    case "unreachable": {
      const problem = { path: "", code: "account_refused" };
      return { ...(await failOf(failure, "VALIDATION", problem)), email };
    }
  }
}

/** Ends this session everywhere; where the database is down, only in this browser. */
export async function signOut(): Promise<void> {
  await endOwnSession();
  await clearSessionCookies();
  redirect("/sign-in");
}

/**
 * Verifies an emailed link. It is a form's action, because mail scanners open links and must not
 * use them up.
 */
export async function confirmLink(sent: FormData): Promise<void> {
  const form = formArgument(sent);
  const link = parseEmailLink(Object.fromEntries(form));
  if (link === null) redirect(signInWithNotice("link_expired"));
  const client = await createSupabaseServerClient();
  const { data, error } = await client.auth.verifyOtp(link);
  if (error !== null) {
    redirect(signInWithNotice(serverProblemOf(classifyAuthError(error)) ?? "link_expired"));
  }
  if (data.user === null || data.session === null) redirect(signInWithNotice("other_address"));
  if (leadsToPassword(link.type)) {
    await markRecovery(data.session);
    redirect("/reset-password");
  }
  redirect(safeRedirectPath(form.get("next")));
}

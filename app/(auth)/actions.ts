"use server";

import type { SupabaseClient } from "@supabase/supabase-js";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import type { AuthFormState } from "@/app/(auth)/auth-form";
import { signInWithNotice } from "@/app/(auth)/notices";
import { classifyAuthError, type AuthErrorReason } from "@/lib/auth/auth-error";
import {
  MIN_PASSWORD_CHARACTERS,
  passwordChangeInput,
  passwordResetInput,
  passwordResetRequest,
  signInInput,
  signUpInput,
  toFormProblems,
  type FormProblem,
} from "@/lib/auth/credentials";
import { emailLanguage } from "@/lib/auth/email-language";
import { leadsToPassword, parseEmailLink } from "@/lib/auth/email-link";
import { getUser } from "@/lib/auth/get-user";
import { clearRecovery, isRecovering, markRecovery } from "@/lib/auth/recovery-mark";
import { safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import {
  clearSessionCookies,
  createSupabaseServerClient,
  revokeSession,
} from "@/lib/auth/supabase-server";
import type { ActionFailure, ActionResult } from "@/lib/domain/action-result";
import { demoAccount, isDemoAddress } from "@/lib/domain/workspace/demo-account";
import { getEnv } from "@/lib/env";
import { log } from "@/lib/log";

export async function signIn(_state: unknown, form: FormData): Promise<AuthFormState> {
  const email = readEmail(form);
  const input = signInInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email };
  const client = await createSupabaseServerClient();
  const { error } = await client.auth.signInWithPassword(input.data);
  if (error !== null) {
    const problem = { path: "", code: "credentials_wrong" };
    return { ...(await failOf(classifyAuthError(error), "UNAUTHENTICATED", problem)), email };
  }
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
export async function signUp(_state: unknown, form: FormData): Promise<AuthFormState> {
  const email = readEmail(form);
  const env = getEnv();
  if (env.SIGN_UP === "closed") {
    return { ...(await fail("FORBIDDEN", { path: "", code: "sign_up_closed" })), email };
  }
  const input = signUpInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email };
  const next = safeRedirectPath(form.get("next"));
  const client = await createSupabaseServerClient();
  const { data, error } = await client.auth.signUp({
    ...input.data,
    options: {
      emailRedirectTo: new URL(withNext("/auth/callback", next), env.APP_URL).href,
      data: emailLanguage(await getLocale()),
    },
  });
  if (error === null) {
    if (data.session !== null) redirect(next);
    return { ok: true, data: null, email };
  }
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

/** Ends this session here, and at the auth server as far as that can be reached. */
export async function signOut(): Promise<void> {
  await revokeSession();
  await clearSessionCookies();
  redirect("/sign-in");
}

/**
 * Gives the same result for every address, known or not; only the demo's, which is public, differs.
 */
export async function requestPasswordReset(
  _state: unknown,
  form: FormData,
): Promise<AuthFormState> {
  const email = readEmail(form);
  const input = passwordResetRequest.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email };
  if (isShared(input.data.email)) return { ...(await failShared()), email };
  const client = await createSupabaseServerClient();
  const { error } = await client.auth.resetPasswordForEmail(input.data.email, {
    redirectTo: new URL(withNext("/auth/callback", "/reset-password"), getEnv().APP_URL).href,
  });
  const failure = error === null ? null : classifyAuthError(error);
  if (failure === "unreachable" || failure === "too_many_attempts") {
    return { ...(await fail("UNAVAILABLE", { path: "", code: failure })), email };
  }
  if (error !== null) {
    // What is left happens only to addresses that get emails, so the result must not differ.
    log.warn({ err: error }, "an email to reset a password was not sent");
  }
  return { ok: true, data: null, email };
}

/** Sets a password without the old one, only after an emailed link. */
export async function resetPassword(_state: unknown, form: FormData): Promise<AuthFormState> {
  const user = await getUser();
  if (user === null || !(await isRecovering(user.id))) {
    return { ...(await fail("FORBIDDEN", { path: "", code: "link_required" })), email: "" };
  }
  if (isShared(user.email)) return { ...(await failShared()), email: "" };
  const input = passwordResetInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email: "" };
  const client = await createSupabaseServerClient();
  const failure = await replacePassword(client, input.data.password, "password");
  if (failure !== null) return { ...failure, email: "" };
  await clearRecovery();
  redirect("/");
}

/** Changes the password of the signed-in user, who gives the current one too. Other sessions end. */
export async function changePassword(_state: unknown, form: FormData): Promise<ActionResult<null>> {
  const user = await getUser();
  if (user?.email == null) redirect(withNext("/sign-in", "/settings"));
  if (isShared(user.email)) return failShared();
  const input = passwordChangeInput.safeParse(Object.fromEntries(form));
  if (!input.success) return failInput(input.error);
  const client = await createSupabaseServerClient();
  const { error } = await client.auth.signInWithPassword({
    email: user.email,
    password: input.data.current_password,
  });
  if (error !== null) {
    const problem = { path: "current_password", code: "password_wrong" };
    return failOf(classifyAuthError(error), "VALIDATION", problem);
  }
  const failure = await replacePassword(client, input.data.new_password, "new_password");
  return failure ?? { ok: true, data: null };
}

/**
 * Verifies an emailed link. It is a form's action, because mail scanners open links and must not
 * use them up.
 */
export async function confirmLink(form: FormData): Promise<void> {
  const link = parseEmailLink(Object.fromEntries(form));
  if (link === null) redirect(signInWithNotice("link_expired"));
  const client = await createSupabaseServerClient();
  const { data, error } = await client.auth.verifyOtp(link);
  if (error !== null) {
    redirect(signInWithNotice(serverProblemOf(classifyAuthError(error)) ?? "link_expired"));
  }
  if (data.user === null || data.session === null) redirect(signInWithNotice("other_address"));
  if (leadsToPassword(link.type)) {
    await markRecovery(data.user.id);
    redirect("/reset-password");
  }
  redirect(safeRedirectPath(form.get("next")));
}

/** Sets the password of the session's user, and ends their sessions elsewhere. */
async function replacePassword(
  client: SupabaseClient,
  password: string,
  path: string,
): Promise<ActionFailure | null> {
  const { error } = await client.auth.updateUser({ password });
  if (error !== null) {
    const failure = classifyAuthError(error);
    return failure === "password_too_weak" || failure === "password_unchanged"
      ? fail("VALIDATION", { path, code: failure })
      : failOf(failure, "FORBIDDEN", { path: "", code: "link_required" });
  }
  const others = await client.auth.signOut({ scope: "others" });
  if (others.error !== null) {
    log.warn({ err: others.error }, "the other sessions of a user were not ended");
  }
  return null;
}

/** The problem to show where the auth server failed; null where the input has the problem. */
function serverProblemOf(failure: AuthErrorReason): "unreachable" | "too_many_attempts" | null {
  switch (failure) {
    case "unreachable":
    case "server_error":
      return "unreachable";
    case "too_many_attempts":
    case "too_many_emails":
      return "too_many_attempts";
    case "password_too_weak":
    case "password_unchanged":
    case "refused":
    case "sign_up_closed":
      return null;
  }
}

/** The failure that a form shows: the auth server's, else the one of the input. */
async function failOf(
  failure: AuthErrorReason,
  code: ActionFailure["code"],
  problem: FormProblem,
): Promise<ActionFailure> {
  const serverProblem = serverProblemOf(failure);
  return serverProblem === null
    ? fail(code, problem)
    : fail("UNAVAILABLE", { path: "", code: serverProblem });
}

async function fail(
  code: ActionFailure["code"],
  ...problems: FormProblem[]
): Promise<ActionFailure> {
  const t = await getTranslations("auth.problems");
  return {
    ok: false,
    code,
    fieldErrors: problems.map((problem) => ({
      ...problem,
      message: t(problem.code, { min: MIN_PASSWORD_CHARACTERS }),
    })),
  };
}

const failInput = (error: Parameters<typeof toFormProblems>[0]): Promise<ActionFailure> =>
  fail("VALIDATION", ...toFormProblems(error));

/** Whether it is the address of the demo account, where visitors of this instance share it. */
function isShared(email: string | null | undefined): boolean {
  return getEnv().OPSPULSE_DEMO === "on" && isDemoAddress(email);
}

/** Nobody may change the password of an account that all visitors share. */
function failShared(): Promise<ActionFailure> {
  return fail("FORBIDDEN", { path: "", code: "demo_shared" });
}

function readEmail(form: FormData): string {
  const email = form.get("email");
  return typeof email === "string" ? email : "";
}

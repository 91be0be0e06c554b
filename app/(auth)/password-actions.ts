"use server";

import type { SupabaseClient } from "@supabase/supabase-js";
import { redirect } from "next/navigation";
import type { AuthFormState } from "@/app/(auth)/auth-form";
import { fail, failInput, failOf, readEmail } from "@/app/(auth)/form-failure";
import { classifyAuthError } from "@/lib/auth/auth-error";
import {
  passwordChangeInput,
  passwordResetInput,
  passwordResetRequest,
} from "@/lib/auth/credentials";
import { getUser } from "@/lib/auth/get-user";
import { clearRecovery, isRecovering } from "@/lib/auth/recovery-mark";
import { withNext } from "@/lib/auth/safe-redirect";
import { createSupabaseServerClient } from "@/lib/auth/supabase-server";
import type { ActionFailure, ActionResult } from "@/lib/domain/action-result";
import { isDemoAddress } from "@/lib/domain/workspace/demo-account";
import { getEnv } from "@/lib/env";
import { formArgument } from "@/lib/http/action-arguments";
import { log } from "@/lib/log";

/**
 * Gives the same result for every address, known or not; only the demo's, which is public, differs.
 */
export async function requestPasswordReset(
  _state: unknown,
  sent: FormData,
): Promise<AuthFormState> {
  const form = formArgument(sent);
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
export async function resetPassword(_state: unknown, sent: FormData): Promise<AuthFormState> {
  const form = formArgument(sent);
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
export async function changePassword(_state: unknown, sent: FormData): Promise<ActionResult<null>> {
  const form = formArgument(sent);
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

/** Whether it is the address of the demo account, where visitors of this instance share it. */
function isShared(email: string | null | undefined): boolean {
  return getEnv().OPSPULSE_DEMO === "on" && isDemoAddress(email);
}

/** Nobody may change the password of an account that all visitors share. */
function failShared(): Promise<ActionFailure> {
  return fail("FORBIDDEN", { path: "", code: "demo_shared" });
}

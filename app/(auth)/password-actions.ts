"use server";

import type { SupabaseClient } from "@supabase/supabase-js";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { AuthFormState } from "@/app/(auth)/auth-form";
import { fail, failInput, failOf, failTooOften, readEmail } from "@/app/(auth)/form-failure";
import { classifyAuthError } from "@/lib/auth/auth-error";
import { checkPassword } from "@/lib/auth/check-password";
import {
  passwordChangeInput,
  passwordResetInput,
  passwordResetRequest,
} from "@/lib/auth/credentials";
import { replaceSessions } from "@/lib/auth/end-sessions";
import { startEvenTime } from "@/lib/auth/even-time";
import { getUser } from "@/lib/auth/get-user";
import { clearRecovery, isRecovering } from "@/lib/auth/recovery-mark";
import { withNext } from "@/lib/auth/safe-redirect";
import { createSupabaseServerClient } from "@/lib/auth/supabase-server";
import type { ActionFailure, ActionResult } from "@/lib/domain/action-result";
import { isDemoAddress } from "@/lib/domain/workspace/demo-account";
import { getEnv } from "@/lib/env";
import { formArgument } from "@/lib/http/action-arguments";
import { getClientAddress } from "@/lib/http/client-address";
import { log } from "@/lib/log";
import { createRateContext } from "@/lib/services/context";
import {
  chargePasswordCheck,
  chargePasswordEmail,
  refundPasswordCheck,
} from "@/lib/services/limits/charge-rate";

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
  const by = { email: input.data.email, address: getClientAddress(await headers()) };
  const waitSeconds = await chargePasswordEmail(createRateContext(), by);
  if (waitSeconds !== null) return { ...(await failTooOften(waitSeconds)), email };
  const client = await createSupabaseServerClient();
  const evenTime = startEvenTime();
  const { error } = await client.auth.resetPasswordForEmail(input.data.email, {
    redirectTo: new URL(withNext("/auth/callback", "/reset-password"), getEnv().APP_URL).href,
  });
  await evenTime;
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
  if (user === null || !(await isRecovering(user))) {
    return { ...(await fail("FORBIDDEN", { path: "", code: "link_required" })), email: "" };
  }
  if (isShared(user.email)) return { ...(await failShared()), email: "" };
  const input = passwordResetInput.safeParse(Object.fromEntries(form));
  if (!input.success) return { ...(await failInput(input.error)), email: "" };
  const client = await createSupabaseServerClient();
  const { password } = input.data;
  const failure = await replacePassword(client, password, "password");
  if (failure !== null) return { ...failure, email: "" };
  await clearRecovery();
  await replaceSessions(client, user, password);
  redirect("/");
}

/**
 * Changes the password of the signed-in user, who gives the current one too. Every session ends, and
 * this browser gets a new one.
 */
export async function changePassword(_state: unknown, sent: FormData): Promise<ActionResult<null>> {
  const form = formArgument(sent);
  const user = await getUser();
  if (user?.email == null) redirect(withNext("/sign-in", "/settings"));
  if (isShared(user.email)) return failShared();
  const input = passwordChangeInput.safeParse(Object.fromEntries(form));
  if (!input.success) return failInput(input.error);
  const rates = createRateContext();
  const waitSeconds = await chargePasswordCheck(rates, user.id);
  if (waitSeconds !== null) return failTooOften(waitSeconds);
  const { current_password: current, new_password: password } = input.data;
  const refusal = await checkPassword({ email: user.email, password: current });
  if (refusal !== null) {
    const problem = { path: "current_password", code: "password_wrong" };
    return failOf(refusal, "VALIDATION", problem);
  }
  await refundPasswordCheck(rates, user.id);
  const client = await createSupabaseServerClient();
  const failure = await replacePassword(client, password, "new_password");
  if (failure !== null) return failure;
  await replaceSessions(client, user, password);
  return { ok: true, data: null };
}

/** Sets the password of the session's user. */
async function replacePassword(
  client: SupabaseClient,
  password: string,
  path: string,
): Promise<ActionFailure | null> {
  const { error } = await client.auth.updateUser({ password });
  if (error === null) return null;
  const failure = classifyAuthError(error);
  return failure === "password_too_weak" || failure === "password_unchanged"
    ? fail("VALIDATION", { path, code: failure })
    : failOf(failure, "FORBIDDEN", { path: "", code: "link_required" });
}

/** Whether it is the address of the demo account, where visitors of this instance share it. */
function isShared(email: string | null | undefined): boolean {
  return getEnv().OPSPULSE_DEMO === "on" && isDemoAddress(email);
}

/** Nobody may change the password of an account that all visitors share. */
function failShared(): Promise<ActionFailure> {
  return fail("FORBIDDEN", { path: "", code: "demo_shared" });
}

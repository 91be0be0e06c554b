"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { forgetChoice, rememberChoice, TIMEZONE_COOKIE } from "@/app/choices";
import type { FormAction } from "@/components/settings/confirm-form";
import type { InviteState } from "@/components/settings/invite-form";
import type { WorkspaceFormState } from "@/components/settings/workspace-form";
import { isTheme, THEME_COOKIE } from "@/components/ui/themes";
import { isLocale, LOCALE_COOKIE } from "@/i18n/locales";
import { isPasswordRight } from "@/lib/auth/check-password";
import { saveEmailLanguage } from "@/lib/auth/email-language";
import { ACCOUNT_GONE_PATH, requireContext } from "@/lib/auth/require-context";
import { clearSessionCookies, createSupabaseServerClient } from "@/lib/auth/supabase-server";
import { WORKSPACE_COOKIE } from "@/lib/auth/workspace-choice";
import type { ActionResult } from "@/lib/domain/action-result";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { getEnv } from "@/lib/env";
import { formArgument, textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { createRateContext } from "@/lib/services/context";
import { countPasswordCheck } from "@/lib/services/limits/charge-rate";
import { endListedOthers, endListedSession } from "@/lib/services/sessions/end-listed-sessions";
import { setAiSwitch } from "@/lib/services/workspaces/ai-switch";
import { changeMemberRole } from "@/lib/services/workspaces/change-member-role";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { deleteAccount } from "@/lib/services/workspaces/delete-account";
import { deleteWorkspace } from "@/lib/services/workspaces/delete-workspace";
import { leaveWorkspace } from "@/lib/services/workspaces/leave-workspace";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";
import { removeMember } from "@/lib/services/workspaces/remove-member";
import { renameWorkspace } from "@/lib/services/workspaces/rename-workspace";
import { revokeInvitation } from "@/lib/services/workspaces/revoke-invitation";
import { transferOwnership } from "@/lib/services/workspaces/transfer-ownership";

type Result = ReturnType<FormAction>;

export async function setTheme(sent: FormData): Promise<void> {
  const form = formArgument(sent);
  const theme = form.get("theme");
  if (isTheme(theme)) await rememberChoice(THEME_COOKIE, theme);
}

/** Changes the reader's language, in emails too. */
export async function setLocale(sent: FormData): Promise<void> {
  const form = formArgument(sent);
  const locale = form.get("locale");
  if (!isLocale(locale)) return;
  await rememberChoice(LOCALE_COOKIE, locale);
  await saveEmailLanguage(await createSupabaseServerClient(), locale);
}

/** An empty zone means the browser's. */
export async function setTimezone(sent: FormData): Promise<void> {
  const form = formArgument(sent);
  const timezone = form.get("timezone");
  if (timezone === "") await forgetChoice(TIMEZONE_COOKIE);
  else if (typeof timezone === "string" && isTimezone(timezone)) {
    await rememberChoice(TIMEZONE_COOKIE, timezone);
  }
}

/** Switches to another workspace of the user; an id of any other changes nothing. */
export async function switchWorkspace(id: string): Promise<void> {
  const result = await runAction(listWorkspaces, { rate: null });
  if (result.ok && result.data.some((workspace) => workspace.id === id)) {
    await rememberChoice(WORKSPACE_COOKIE, id);
  }
  redirect("/");
}

const readText = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** Turns the switch of the workspace's AI explanations. */
export async function setAiSwitchAction(
  _state: unknown,
  sent: FormData,
): Promise<ActionResult<void>> {
  const form = formArgument(sent);
  const result = await runAction((context) =>
    setAiSwitch(context, form.get("ai_enabled") === "on"),
  );
  if (result.ok) refresh();
  return result;
}

export async function createWorkspaceAction(
  _state: unknown,
  sent: FormData,
): Promise<WorkspaceFormState> {
  const form = formArgument(sent);
  const name = readText(form, "name");
  const result = await runAction((context) => createWorkspace(context, { name }));
  if (!result.ok) return { name, result };
  await rememberChoice(WORKSPACE_COOKIE, result.data.id);
  redirect("/");
}

export async function renameWorkspaceAction(
  _state: unknown,
  sent: FormData,
): Promise<WorkspaceFormState> {
  const form = formArgument(sent);
  const name = readText(form, "name");
  const result = await runAction((context) => renameWorkspace(context, { name }));
  refresh();
  return { name, result };
}

/** Leaves a workspace that is no longer the user's for another. */
async function goElsewhere(result: ActionResult<unknown>): Result {
  if (!result.ok) return result;
  await forgetChoice(WORKSPACE_COOKIE);
  redirect("/");
}

export async function deleteWorkspaceAction(_result: unknown, sent: FormData): Result {
  const form = formArgument(sent);
  const name = readText(form, "name");
  return goElsewhere(await runAction((context) => deleteWorkspace(context, { name })));
}

export async function leaveWorkspaceAction(): Result {
  return goElsewhere(await runAction(leaveWorkspace));
}

export async function transferOwnershipAction(_result: unknown, sent: FormData): Result {
  const form = formArgument(sent);
  const userId = readText(form, "user_id");
  const result = await runAction((context) => transferOwnership(context, userId));
  refresh();
  return result;
}

export async function changeMemberRoleAction(
  userId: string,
  _result: unknown,
  sent: FormData,
): Result {
  const form = formArgument(sent);
  const role = form.get("role");
  const result = await runAction((context) => changeMemberRole(context, userId, { role }));
  refresh();
  return result;
}

export async function removeMemberAction(userId: string): Result {
  const result = await runAction((context) => removeMember(context, userId));
  refresh();
  return result;
}

export async function createInvitationAction(
  _state: unknown,
  sent: FormData,
): Promise<InviteState> {
  const form = formArgument(sent);
  const role = form.get("role");
  const result = await runAction((context) => createInvitation(context, { role }), {
    rate: "invitations",
  });
  refresh();
  if (!result.ok) return result;
  const link = new URL(`/invitations/${result.data.token}`, getEnv().APP_URL).href;
  return { ok: true, data: { link } };
}

export async function revokeInvitationAction(id: string): Result {
  const result = await runAction((context) => revokeInvitation(context, id));
  refresh();
  return result;
}

/** Ends one of the user's sessions. Of this browser's own, it signs out. */
export async function endSessionAction(sent: string): Result {
  const id = textArgument(sent);
  const result = await runAction(async (context) => {
    const { user } = await requireContext();
    await endListedSession(context, user.sessionId, id);
    return { isOwn: user.sessionId === id };
  });
  if (!result.ok || !result.data.isOwn) {
    refresh();
    return result;
  }
  await clearSessionCookies();
  redirect("/sign-in");
}

export async function endOtherSessionsAction(): Result {
  const result = await runAction(async (context) => {
    const { user } = await requireContext();
    await endListedOthers(context, user.sessionId);
  });
  refresh();
  return result;
}

export async function deleteAccountAction(_result: unknown, sent: FormData): Result {
  const form = formArgument(sent);
  const input = { email: readText(form, "email"), password: readText(form, "password") };
  const result = await runAction(async (context) => {
    const { sessionId, id } = (await requireContext()).user;
    await deleteAccount(context, input, {
      sessionId,
      isPasswordRight: (account) =>
        countPasswordCheck(createRateContext(), id, () => isPasswordRight(account)),
    });
  });
  if (!result.ok) return result;
  await clearSessionCookies();
  await forgetChoice(WORKSPACE_COOKIE);
  redirect(ACCOUNT_GONE_PATH);
}

"use server";

import { redirect } from "next/navigation";
import { rememberChoice } from "@/app/choices";
import { WORKSPACE_COOKIE } from "@/lib/auth/workspace-choice";
import type { ActionResult } from "@/lib/domain/action-result";
import { textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { acceptInvitation } from "@/lib/services/workspaces/accept-invitation";

/** Makes the signed-in user a member, and shows the workspace. */
export async function acceptInvitationAction(token: string): Promise<ActionResult<unknown> | null> {
  const result = await runAction((context) => acceptInvitation(context, textArgument(token)));
  if (!result.ok) return result;
  await rememberChoice(WORKSPACE_COOKIE, result.data.workspaceId);
  redirect(`/?joined=${result.data.outcome}`);
}

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getUser } from "@/lib/auth/get-user";
import { PATH_HEADER, safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import type { SessionUser } from "@/lib/auth/verify-access-token";
import { WORKSPACE_COOKIE } from "@/lib/auth/workspace-choice";
import { DomainError } from "@/lib/domain/errors";
import { createServiceContext, type ServiceContext } from "@/lib/services/context";

/** Where whoever has deleted their account is sent: their session is not worth going on with. */
export const ACCOUNT_GONE_PATH = "/sign-in?notice=account_deleted";

/**
 * The signed-in user and what their verbs work with, in the workspace that they chose in this
 * browser, looked up once a request. Whoever is not signed in is sent to sign in, and back.
 */
export const requireContext = cache(async function requireContext(): Promise<{
  user: SessionUser;
  context: ServiceContext;
}> {
  const user = await getUser();
  if (user === null) {
    const path = (await headers()).get(PATH_HEADER);
    redirect(withNext("/sign-in", safeRedirectPath(path)));
  }
  const preferred = (await cookies()).get(WORKSPACE_COOKIE)?.value ?? null;
  try {
    const choice = { required: null, preferred };
    return { user, context: await createServiceContext({ userId: user.id }, choice) };
  } catch (error) {
    if (error instanceof DomainError && error.code === "UNAUTHENTICATED") {
      redirect(ACCOUNT_GONE_PATH);
    }
    throw error;
  }
});

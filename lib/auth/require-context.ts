import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { SessionUser } from "@/lib/auth/access-token";
import { findSessionUser } from "@/lib/auth/get-user";
import { PATH_HEADER, safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import { WORKSPACE_COOKIE } from "@/lib/auth/workspace-choice";
import { DomainError } from "@/lib/domain/errors";
import { getClientAddress } from "@/lib/http/client-address";
import { createServiceContext, type ServiceContext } from "@/lib/services/context";

/** The page for a user whose account has been deleted. */
export const ACCOUNT_GONE_PATH = "/sign-in?notice=account_deleted";

/**
 * The signed-in user and the context of their verbs, in the workspace that they chose in this
 * browser. Looked up once for each request. A visitor is redirected to the sign-in page, and back
 * afterwards.
 * @throws where the auth server or the database is needed and doesn't respond.
 */
export const requireContext = cache(async function requireContext(): Promise<{
  user: SessionUser;
  context: ServiceContext;
}> {
  const user = await findSessionUser();
  if (user === null) {
    const path = (await headers()).get(PATH_HEADER);
    redirect(withNext("/sign-in", safeRedirectPath(path)));
  }
  const preferred = (await cookies()).get(WORKSPACE_COOKIE)?.value ?? null;
  try {
    const choice = { required: null, preferred };
    const actor = { userId: user.id, address: getClientAddress(await headers()) };
    return { user, context: await createServiceContext(actor, choice) };
  } catch (error) {
    if (error instanceof DomainError && error.code === "UNAUTHENTICATED") {
      redirect(ACCOUNT_GONE_PATH);
    }
    throw error;
  }
});

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { getUser } from "@/lib/auth/get-user";
import { PATH_HEADER } from "@/lib/auth/path-header";
import { safeRedirectPath, withNext } from "@/lib/auth/safe-redirect";
import type { SessionUser } from "@/lib/auth/verify-access-token";
import type { ServiceContext } from "@/lib/services/context";
import { createServiceContext } from "@/lib/services/service-context";

/**
 * The signed-in user and what their verbs work with, looked up once a request. Whoever is not
 * signed in is sent to sign in, and back.
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
  return { user, context: await createServiceContext({ userId: user.id }) };
});

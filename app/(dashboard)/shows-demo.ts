import { requireContext } from "@/lib/auth/require-context";
import { isDemoAddress } from "@/lib/domain/workspace/demo-account";
import { isDemoWorkspace } from "@/lib/services/workspaces/is-demo";

/** Whether the page shows the workspace of the demo. Anybody else's page costs no query. */
export async function showsDemo(): Promise<boolean> {
  const { user, context } = await requireContext();
  return isDemoAddress(user.email) && (await isDemoWorkspace(context));
}

import { parseCookieHeader } from "@supabase/ssr";
import type { WorkspaceChoice } from "@/lib/services/context";

/** The workspace that a browser shows. It only chooses: whether the user belongs there is asked each time. */
export const WORKSPACE_COOKIE = "workspace";

export const WORKSPACE_HEADER = "OpsPulse-Workspace";

/** Which workspace a request means: the one that its header names, else the one of the browser. */
export function readWorkspaceChoice(request: Request): WorkspaceChoice {
  const cookies = parseCookieHeader(request.headers.get("cookie") ?? "");
  return {
    required: request.headers.get(WORKSPACE_HEADER),
    preferred: cookies.find(({ name }) => name === WORKSPACE_COOKIE)?.value ?? null,
  };
}

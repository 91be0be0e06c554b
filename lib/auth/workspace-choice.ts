import { parseCookieHeader } from "@supabase/ssr";
import type { WorkspaceChoice } from "@/lib/services/context";

/** The workspace that a browser shows. Only a choice: the membership is checked with each request. */
export const WORKSPACE_COOKIE = "workspace";

const WORKSPACE_HEADER = "OpsPulse-Workspace";

/** The workspace of a request: the one in its header, otherwise the browser's. */
export function readWorkspaceChoice(request: Request): WorkspaceChoice {
  const cookies = parseCookieHeader(request.headers.get("cookie") ?? "");
  return {
    required: request.headers.get(WORKSPACE_HEADER),
    preferred: cookies.find(({ name }) => name === WORKSPACE_COOKIE)?.value ?? null,
  };
}

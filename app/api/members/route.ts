import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { listMembers } from "@/lib/services/workspaces/list-members";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listMembers(context), next_cursor: null }),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

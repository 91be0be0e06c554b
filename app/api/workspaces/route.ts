import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listWorkspaces(context), next_cursor: null }),
);

const create = handleServiceRoute(
  async (context, request) => {
    const workspace = await createWorkspace(context, await readJson(request));
    return respondJson(workspace, {
      status: 201,
      headers: { Location: `/api/workspaces/${workspace.id}` },
    });
  },
  { scope: null },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { readQuery } from "@/lib/http/read-query";
import { deleteWorkspace } from "@/lib/services/workspaces/delete-workspace";
import { getWorkspaceDetail } from "@/lib/services/workspaces/get-workspace-detail";
import { updateWorkspace } from "@/lib/services/workspaces/update-workspace";

type Params = { id: string };

const read = handleServiceRoute<Params>(
  async (context) => respondJson(await getWorkspaceDetail(context)),
  { workspaceOf: ({ id }) => id },
);

const update = handleServiceRoute<Params>(
  async (context, request) => respondJson(await updateWorkspace(context, await readJson(request))),
  { workspaceOf: ({ id }) => id },
);

/** The query names the workspace once more, since deleting can't be undone. */
const remove = handleServiceRoute<Params>(
  async (context, request) => {
    await deleteWorkspace(context, readQuery(request));
    return new Response(null, { status: 204 });
  },
  { workspaceOf: ({ id }) => id, scope: null },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PATCH: update,
});

import { transferInput } from "@/lib/domain/workspace/workspace";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";
import { transferOwnership } from "@/lib/services/workspaces/transfer-ownership";

type Params = { id: string };

/** Makes another member the owner. The caller stays as an admin. */
const transfer = handleServiceRoute<Params>(
  async (context, request) => {
    requireRole(context, "OWNER");
    const { user_id } = parseInput(transferInput, await readJson(request));
    await transferOwnership(context, user_id);
    return new Response(null, { status: 204 });
  },
  { workspaceOf: ({ id }) => id, scope: null },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  POST: transfer,
});

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { secretVersion } from "@/lib/services/preconditions/versions";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { listSecretsWithUses } from "@/lib/services/secrets/list-own-secrets";

const list = handleServiceRoute(async (context) =>
  respondJson({
    data: await listSecretsWithUses(context),
    offered: context.secrets.list(context.workspaceId),
  }),
);

const create = handleServiceRoute(
  async (context, request) => {
    const secret = await createSecret(context, await readJson(request));
    return respondVersion(secretVersion(secret), secret, { status: 201 });
  },
  { isAtomic: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

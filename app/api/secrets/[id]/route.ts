import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { secretVersion } from "@/lib/services/preconditions/versions";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { deleteSecret } from "@/lib/services/secrets/delete-secret";

type Params = { id: string };

const change = handleServiceRoute<Params>(
  async (context, request, { id }) => {
    const secret = await changeSecret(context, id, await readJson(request));
    return respondVersion(secretVersion(secret), secret);
  },
  { hasVersions: true },
);

const remove = handleServiceRoute<Params>(
  async (context, _request, { id }) => {
    await deleteSecret(context, id);
    return new Response(null, { status: 204 });
  },
  { isAtomic: true, hasVersions: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  PATCH: change,
});

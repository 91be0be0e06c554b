import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { deleteSecret } from "@/lib/services/secrets/delete-secret";

type Params = { id: string };

const change = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await changeSecret(context, id, await readJson(request))),
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteSecret(context, id);
  return new Response(null, { status: 204 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  PATCH: change,
});

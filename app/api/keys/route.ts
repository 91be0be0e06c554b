import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createKey } from "@/lib/services/keys/create-key";
import { listKeys } from "@/lib/services/keys/list-keys";

const list = handleServiceRoute(async (context) => {
  return respondJson({ data: await listKeys(context), next_cursor: null });
});

const create = handleServiceRoute(
  async (context, request) =>
    respondJson(await createKey(context, await readJson(request)), { status: 201 }),
  { scope: null, isAtomic: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

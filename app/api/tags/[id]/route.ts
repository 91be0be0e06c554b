import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { updateTag } from "@/lib/services/tags/update-tag";

type Params = { id: string };

const update = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await updateTag(context, id, await readJson(request))),
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteTag(context, id);
  return new Response(null, { status: 204 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  PATCH: update,
});

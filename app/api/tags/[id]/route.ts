import type { TagDto } from "@/lib/domain/tags/tag";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { tagVersion } from "@/lib/services/preconditions/versions";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { getTag } from "@/lib/services/tags/get-tag";
import { updateTag } from "@/lib/services/tags/update-tag";

type Params = { id: string };

const abilities = { isAtomic: true, canRehearse: true, hasVersions: true };

const respond = (tag: TagDto) => respondVersion(tagVersion(tag), tag);

const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respond(await getTag(context, id)),
);

const update = handleServiceRoute<Params>(
  async (context, request, { id }) =>
    respond(await updateTag(context, id, await readJson(request))),
  abilities,
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteTag(context, id);
  return new Response(null, { status: 204 });
}, abilities);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PATCH: update,
});

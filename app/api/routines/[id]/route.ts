import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";

type Params = { id: string };

const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await getRoutine(context, id)),
);

const update = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await updateRoutine(context, id, await readJson(request))),
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteRoutine(context, id);
  return new Response(null, { status: 204 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PATCH: update,
});

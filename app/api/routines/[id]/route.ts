import type { RoutineDto } from "@/lib/domain/routine/routine";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { routineVersion } from "@/lib/services/preconditions/versions";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";

type Params = { id: string };

const abilities = { isAtomic: true, canRehearse: true, hasVersions: true };

const respond = (routine: RoutineDto) => respondVersion(routineVersion(routine), routine);

const read = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respond(await getRoutine(context, id)),
);

const update = handleServiceRoute<Params>(
  async (context, request, { id }) =>
    respond(await updateRoutine(context, id, await readJson(request))),
  abilities,
);

const remove = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteRoutine(context, id);
  return new Response(null, { status: 204 });
}, abilities);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PATCH: update,
});

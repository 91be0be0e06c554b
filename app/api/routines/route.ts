import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { readQuery } from "@/lib/http/read-query";
import { routineVersion } from "@/lib/services/preconditions/versions";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { listRoutines } from "@/lib/services/routines/list-routines";

const list = handleServiceRoute(async (context, request) => {
  return respondJson(await listRoutines(context, readQuery(request)));
});

const create = handleServiceRoute(
  async (context, request) => {
    const routine = await createRoutine(context, await readJson(request));
    return respondVersion(routineVersion(routine), routine, {
      status: 201,
      headers: { Location: `/api/routines/${routine.id}` },
    });
  },
  { isAtomic: true, canRehearse: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

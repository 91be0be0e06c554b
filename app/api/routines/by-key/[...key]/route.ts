import type { RoutineDto } from "@/lib/domain/routine/routine";
import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { routineVersion } from "@/lib/services/preconditions/versions";
import { deleteNamedRoutine } from "@/lib/services/routines/delete-routine";
import { getNamedRoutine } from "@/lib/services/routines/get-routine";
import { putRoutine } from "@/lib/services/routines/put-routine";

type Params = { key: string[] };

const abilities = { isAtomic: true, canRehearse: true, hasVersions: true };

const PREFIX = "/api/routines/by-key/";

/** The key in the URL, in which a slash is a slash, encoded or not. Text that can't be decoded is no key. */
function keyOf(request: Request): string {
  const text = new URL(request.url).pathname.slice(PREFIX.length);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const respond = (routine: RoutineDto, init: ResponseInit = {}) =>
  respondVersion(routineVersion(routine), routine, init);

const read = handleServiceRoute<Params>(async (context, request) =>
  respond(await getNamedRoutine(context, { key: keyOf(request) })),
);

const put = handleServiceRoute<Params>(async (context, request) => {
  const { routine, isNew } = await putRoutine(context, keyOf(request), await readJson(request));
  return isNew
    ? respond(routine, { status: 201, headers: { Location: `/api/routines/${routine.id}` } })
    : respond(routine);
}, abilities);

const remove = handleServiceRoute<Params>(async (context, request) => {
  await deleteNamedRoutine(context, { key: keyOf(request) });
  return new Response(null, { status: 204 });
}, abilities);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
  GET: read,
  PUT: put,
});

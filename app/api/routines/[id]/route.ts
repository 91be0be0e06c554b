import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";

type Params = { id: string };

export const GET = handleServiceRoute<Params>(async (context, _request, { id }) =>
  respondJson(await getRoutine(context, id)),
);

export const PATCH = handleServiceRoute<Params>(async (context, request, { id }) =>
  respondJson(await updateRoutine(context, id, await readJson(request))),
);

export const DELETE = handleServiceRoute<Params>(async (context, _request, { id }) => {
  await deleteRoutine(context, id);
  return new Response(null, { status: 204 });
});

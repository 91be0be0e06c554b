import { NotFoundError } from "@/lib/domain/errors";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { isId } from "@/lib/services/is-id";
import { listRuns } from "@/lib/services/runs/list-runs";

export const GET = handleServiceRoute<{ id: string }>(async (context, request, { id }) => {
  if (!isId(id)) throw new NotFoundError();
  const query = Object.fromEntries(new URL(request.url).searchParams);
  return respondJson(await listRuns(context, { ...query, routine_id: id }));
});

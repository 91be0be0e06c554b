import { NotFoundError } from "@/lib/domain/errors";
import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { isId } from "@/lib/services/is-id";
import { listRuns } from "@/lib/services/runs/list-runs";

const list = handleServiceRoute<{ id: string }>(async (context, request, { id }) => {
  if (!isId(id)) throw new NotFoundError();
  const query = Object.fromEntries(new URL(request.url).searchParams);
  return respondJson(await listRuns(context, { ...query, routine_id: id }));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ id: string }>({
  GET: list,
});

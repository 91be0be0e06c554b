import { NotFoundError } from "@/lib/domain/errors";
import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { isId } from "@/lib/services/is-id";
import { listRuns } from "@/lib/services/runs/list-runs";

const list = handleServiceRoute<{ id: string }>(async (context, request, { id }) => {
  if (!isId(id)) throw new NotFoundError();
  return respondJson(await listRuns(context, { ...readQuery(request), routine_id: id }));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ id: string }>({
  GET: list,
});

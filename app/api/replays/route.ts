import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readQuery } from "@/lib/http/read-query";
import { startReplay } from "@/lib/http/start-replay";
import { listReplays } from "@/lib/services/replays/list-replays";

const list = handleServiceRoute(async (context, request) =>
  respondJson(await listReplays(context, readQuery(request))),
);

const start = handleServiceRoute((context, request) => startReplay(context, request, null), {
  rate: "runs",
  scope: "run",
  hasOwnPreview: true,
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: start,
});

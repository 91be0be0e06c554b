import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { startReplay } from "@/lib/http/start-replay";

const start = handleServiceRoute<{ id: string }>(
  (context, request, { id }) => startReplay(context, request, id),
  { rate: "runs", scope: "run", hasOwnPreview: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ id: string }>({
  POST: start,
});

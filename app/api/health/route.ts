import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handlePublicRoute } from "@/lib/http/handle-route";
import { checkHealth } from "@/lib/services/check-health";
import { createSchedulerContext } from "@/lib/services/context";

export const dynamic = "force-dynamic";

const check = handlePublicRoute(async () => {
  const health = await checkHealth(createSchedulerContext());
  return respondJson(health, { status: health.status === "ok" ? 200 : 503 });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: check });

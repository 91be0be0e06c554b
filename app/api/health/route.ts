import { respondJson, handleRoute } from "@/lib/http/handle-route";
import { checkHealth } from "@/lib/services/check-health";
import { createSchedulerContext } from "@/lib/services/context";

export const dynamic = "force-dynamic";

export const GET = handleRoute(async () => {
  const health = await checkHealth(createSchedulerContext());
  return respondJson(health, { status: health.status === "ok" ? 200 : 503 });
});

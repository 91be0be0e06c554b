import { hasBearerSecret } from "@/lib/auth/bearer-secret";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { METRICS_TYPE } from "@/lib/domain/instance/metrics";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handlePublicRoute } from "@/lib/http/handle-route";
import { createSchedulerContext } from "@/lib/services/context";
import { collectMetrics } from "@/lib/services/instance/collect-metrics";

export const dynamic = "force-dynamic";

const read = handlePublicRoute(async (request) => {
  const { METRICS_TOKEN } = getEnv();
  if (METRICS_TOKEN === undefined) throw new NotFoundError();
  if (!hasBearerSecret(request, METRICS_TOKEN)) {
    throw new DomainError("UNAUTHENTICATED", "Send Authorization: Bearer with METRICS_TOKEN.");
  }
  return new Response(await collectMetrics(createSchedulerContext()), {
    headers: { "Cache-Control": "no-store", "Content-Type": METRICS_TYPE },
  });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

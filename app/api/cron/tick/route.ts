import { isCronAuthorized } from "@/lib/auth/cron-secret";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleRoute } from "@/lib/http/handle-route";
import { createSchedulerContext } from "@/lib/services/context";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";

export const dynamic = "force-dynamic";

/** `VERCEL_TICK_SECONDS`, as a literal: Vercel reads it from the source. */
export const maxDuration = 120;

const tick = handleRoute(async (request) => {
  if (!isCronAuthorized(request, getEnv().CRON_SECRET)) {
    throw new DomainError("UNAUTHENTICATED", "Send Authorization: Bearer with the cron secret.");
  }
  return respondJson(await runDueRoutines(createSchedulerContext()));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: tick,
  POST: tick,
});

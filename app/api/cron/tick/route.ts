import { hasBearerSecret } from "@/lib/auth/bearer-secret";
import { DomainError } from "@/lib/domain/errors";
import { nameClock } from "@/lib/domain/instance/clock";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleRoute } from "@/lib/http/handle-route";
import { createSchedulerContext } from "@/lib/services/context";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";

export const dynamic = "force-dynamic";

/** `VERCEL_TICK_SECONDS`, as a literal: Vercel reads it from the source. */
export const maxDuration = 120;

const tick = handleRoute(async (request) => {
  if (!hasBearerSecret(request, getEnv().CRON_SECRET)) {
    throw new DomainError("UNAUTHENTICATED", "Send Authorization: Bearer with the cron secret.");
  }
  const { headers } = request;
  const clock = nameClock(headers.get("opspulse-clock"), headers.get("user-agent"));
  return respondJson(await runDueRoutines(createSchedulerContext(), clock));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: tick,
  POST: tick,
});

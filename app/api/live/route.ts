import { NEXT_DUE_HEADER } from "@/components/live/ask-version";
import { liveVersion } from "@/components/live/live-version";
import { authenticateRequest } from "@/lib/auth/authenticate-request";
import { readWorkspaceChoice } from "@/lib/auth/workspace-choice";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { countRead, handleRoute, respondJson } from "@/lib/http/handle-route";
import { checkHealth } from "@/lib/services/check-health";
import { createSchedulerContext } from "@/lib/services/context";
import { getMemberActivity } from "@/lib/services/runs/get-activity";

export const dynamic = "force-dynamic";

/** Says whether the caller's version is still current: open pages ask every two seconds at most. */
const compare = handleRoute(async (request, _params, limits) => {
  const actor = await authenticateRequest(request);
  countRead(limits, { actor, rateLimits: getEnv().RATE_LIMITS });
  const context = createSchedulerContext();
  const [{ activity, nextDueMs }, health] = await Promise.all([
    getMemberActivity(context, actor, readWorkspaceChoice(request)),
    checkHealth(context),
  ]);
  const version = liveVersion(activity, health);
  const headers = new Headers({ ETag: `"${version}"`, "Cache-Control": "no-store" });
  if (nextDueMs !== null) headers.set(NEXT_DUE_HEADER, String(nextDueMs));
  return request.headers.get("if-none-match") === headers.get("etag")
    ? new Response(null, { status: 304, headers })
    : respondJson({ version }, { headers });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: compare });

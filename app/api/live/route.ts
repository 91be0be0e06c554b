import { liveVersion } from "@/components/live/live-version";
import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handleServiceRoute } from "@/lib/http/handle-route";
import { checkHealth } from "@/lib/services/check-health";
import { getActivity } from "@/lib/services/runs/get-activity";

export const dynamic = "force-dynamic";

/** Says whether the caller's version is still current: open pages ask every two seconds. */
const compare = handleServiceRoute(async (context, request) => {
  const [activity, health] = await Promise.all([getActivity(context), checkHealth(context)]);
  const version = liveVersion(activity, health);
  const etag = `"${version}"`;
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, {
      status: 304,
      headers: { ETag: etag, "Cache-Control": "no-store" },
    });
  }
  return respondJson({ version }, { headers: { ETag: etag } });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: compare });

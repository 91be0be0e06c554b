import { defineRoute } from "@/lib/http/define-route";
import { respondJson, handlePublicRoute } from "@/lib/http/handle-route";
import { reportLife } from "@/lib/services/check-health";

export const dynamic = "force-dynamic";

const live = handlePublicRoute(() => {
  const life = reportLife();
  return Promise.resolve(respondJson(life, { status: life.status === "ok" ? 200 : 503 }));
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: live });

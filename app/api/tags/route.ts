import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { listTags } from "@/lib/services/tags/list-tags";

const list = handleServiceRoute(async (context) => respondJson({ data: await listTags(context) }));

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: list });

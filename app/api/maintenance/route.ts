import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { listMaintenance } from "@/lib/services/maintenance/list-maintenance";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listMaintenance(context) }),
);

const create = handleServiceRoute(async (context, request) =>
  respondJson(await createMaintenance(context, await readJson(request)), { status: 201 }),
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

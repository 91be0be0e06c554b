import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson, respondVersion } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { listMaintenance } from "@/lib/services/maintenance/list-maintenance";
import { maintenanceVersion } from "@/lib/services/preconditions/versions";

const list = handleServiceRoute(async (context) =>
  respondJson({ data: await listMaintenance(context) }),
);

const create = handleServiceRoute(
  async (context, request) => {
    const window = await createMaintenance(context, await readJson(request));
    return respondVersion(maintenanceVersion(window), window, { status: 201 });
  },
  { isAtomic: true, canRehearse: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({
  GET: list,
  POST: create,
});

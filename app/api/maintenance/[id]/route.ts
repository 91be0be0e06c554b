import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { deleteMaintenance } from "@/lib/services/maintenance/delete-maintenance";

type Params = { id: string };

const remove = handleServiceRoute<Params>(
  async (context, _request, { id }) => {
    await deleteMaintenance(context, id);
    return new Response(null, { status: 204 });
  },
  { isAtomic: true, canRehearse: true, hasVersions: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<Params>({
  DELETE: remove,
});

import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { deleteKey } from "@/lib/services/keys/delete-key";

const remove = handleServiceRoute<{ id: string }>(
  async (context, _request, { id }) => {
    await deleteKey(context, id);
    return new Response(null, { status: 204 });
  },
  { scope: null, isAtomic: true },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ id: string }>({
  DELETE: remove,
});

import { NotFoundError } from "@/lib/domain/errors";
import { handlePublicRoute } from "@/lib/http/handle-route";

/** Every path that no other route has, `/api` itself included. */
const respondNotFound = handlePublicRoute(async () => {
  throw new NotFoundError();
});

export {
  respondNotFound as DELETE,
  respondNotFound as GET,
  respondNotFound as HEAD,
  respondNotFound as OPTIONS,
  respondNotFound as PATCH,
  respondNotFound as POST,
  respondNotFound as PUT,
};

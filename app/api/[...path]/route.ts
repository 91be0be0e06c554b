import { NotFoundError } from "@/lib/domain/errors";
import { handleRoute } from "@/lib/http/handle-route";

const respondNotFound = handleRoute(async () => {
  throw new NotFoundError();
});

export {
  respondNotFound as DELETE,
  respondNotFound as GET,
  respondNotFound as PATCH,
  respondNotFound as POST,
  respondNotFound as PUT,
};

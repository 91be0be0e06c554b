import { NotFoundError } from "@/lib/domain/errors";
import { handleRoute } from "@/lib/http/handle-route";

const answerNotFound = handleRoute(async () => {
  throw new NotFoundError();
});

export {
  answerNotFound as DELETE,
  answerNotFound as GET,
  answerNotFound as PATCH,
  answerNotFound as POST,
  answerNotFound as PUT,
};

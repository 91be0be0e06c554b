import { defineRoute } from "@/lib/http/define-route";
import { handleServiceRoute, respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { testRequest } from "@/lib/services/requests/test-request";

/** Seconds that a platform must grant: the longest request. */
export const maxDuration = 60;

/** Sends the request of a routine that need not exist, and records nothing. */
const test = handleServiceRoute(
  async (context, request) => respondJson(await testRequest(context, await readJson(request))),
  { rate: "tests", scope: "run" },
);

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: test });

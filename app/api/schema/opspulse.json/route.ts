import { codeJsonSchema } from "@/lib/domain/code/code-schema";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handleRoute } from "@/lib/http/handle-route";

/** The schema that editors complete a file by: the same for everybody. */
const read = handleRoute(async () => {
  const url = `${getEnv().APP_URL.replace(/\/+$/, "")}/api/schema/opspulse.json`;
  const headers = {
    "Content-Type": "application/schema+json",
    "Cache-Control": "public, max-age=300",
  };
  return new Response(JSON.stringify(codeJsonSchema(url)), { headers });
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ GET: read });

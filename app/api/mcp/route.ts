import { readAgentWords } from "@/app/api/mcp/agent-words";
import { findOAuthServer, protectedResource } from "@/lib/auth/oauth-server";
import { isSameOrigin } from "@/lib/auth/same-origin";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { deliverAfter } from "@/lib/http/deliver-after";
import { handleServiceRoute } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { serveMcp } from "@/lib/http/serve-mcp";
import { appVersion } from "@/lib/version";

/** Seconds that a platform must grant: the longest request, and its record. */
export const maxDuration = 60;

/**
 * The Model Context Protocol over HTTP. Each message is counted as a read, and what a tool does as at its
 * endpoint. A page of another site can't call with a key that it was given either: DNS can be made to lead
 * it here.
 */
const serve = handleServiceRoute(
  async (context, request, _params, charge) => {
    if (request.headers.has("origin") && !isSameOrigin(request.headers, getEnv().APP_URL)) {
      throw new DomainError("FORBIDDEN", "Pages of other sites can't call this endpoint.");
    }
    const [body, words] = await Promise.all([readJson(request), readAgentWords()]);
    const deliver = () => deliverAfter(context);
    const response = await serveMcp(request, body, {
      ...{ context, words, charge, deliver },
      version: appVersion,
    });
    response.headers.set("Cache-Control", "no-store");
    return response;
  },
  { rate: null, scope: "any" },
);

/** As `serve`; a caller without credentials is shown where to get some. */
const answer: typeof serve = async (request, route) => {
  const response = await serve(request, route);
  if (response.status !== 401 || (await findOAuthServer()) === null) return response;
  const { metadataUrl } = protectedResource();
  response.headers.set("WWW-Authenticate", `Bearer resource_metadata="${metadataUrl}"`);
  return response;
};

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute({ POST: answer });

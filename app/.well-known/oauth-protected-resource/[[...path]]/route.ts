import { findOAuthServer, protectedResource } from "@/lib/auth/oauth-server";
import { NotFoundError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { defineRoute } from "@/lib/http/define-route";
import { handlePublicRoute } from "@/lib/http/handle-route";

/**
 * Where agents get a token for `/api/mcp` (RFC 9728), at the address of the resource and at the root. There is
 * nothing where the auth server offers no OAuth: API keys are the way then.
 */
const describe = handlePublicRoute<{ path?: string[] }>(async (_request, { path = [] }) => {
  if (path.length > 0 && path.join("/") !== "api/mcp") throw new NotFoundError();
  const issuer = await findOAuthServer();
  if (issuer === null) throw new NotFoundError();
  return Response.json(
    {
      resource: protectedResource().resource,
      resource_name: "OpsPulse",
      authorization_servers: [issuer],
      bearer_methods_supported: ["header"],
      resource_documentation: new URL("/docs/guides/agents", getEnv().APP_URL).href,
    },
    { headers: { "Cache-Control": "public, max-age=300" } },
  );
});

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = defineRoute<{ path?: string[] }>({
  GET: describe,
});

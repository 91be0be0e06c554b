import { randomBytes } from "node:crypto";
import { NextResponse, type NextRequest } from "next/server";
import { renewChoices } from "@/app/choices";
import { refuseRequest } from "@/app/refuse-request";
import { showSetup } from "@/app/setup-page";
import { refreshSession } from "@/lib/auth/refresh-session";
import { PATH_HEADER } from "@/lib/auth/safe-redirect";
import { isSameOrigin } from "@/lib/auth/same-origin";
import { getEnv, isProductionBuild } from "@/lib/env";
import { MISDIRECTED_HEADER } from "@/lib/http/request-guard";
import { pagePolicy } from "@/lib/http/security-headers";
import { findSetupProblems } from "@/lib/http/setup-problems";

const POLICY_HEADER = "Content-Security-Policy";
const NONCE_BYTES = 16;

/**
 * Keeps the session fresh, tells pages their path, and gives each page a Content-Security-Policy with a
 * nonce of its own. Refuses requests for other hosts, and forms and actions of other sites. Who may do
 * what is decided by the verbs, not here.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const problems = findSetupProblems();
  if (problems.length > 0) return showSetup(request, problems);
  const env = getEnv();
  const { pathname, search } = request.nextUrl;
  const isApi = /^\/api(?:\/|$)/.test(pathname);
  const policy = pagePolicy(randomBytes(NONCE_BYTES).toString("base64"), {
    appUrl: env.APP_URL,
    isDevelopment: !isProductionBuild(),
  });
  if (request.headers.has(MISDIRECTED_HEADER)) return refuseRequest(request, "misdirected");
  if (!isApi && request.method === "POST" && !isSameOrigin(request.headers, env.APP_URL)) {
    return refuseRequest(request, "otherSite");
  }

  const change = await refreshSession(env, request.cookies.getAll(), new Date());
  for (const { name, value } of change.cookies) {
    if (value === "") {
      request.cookies.delete(name);
    } else {
      request.cookies.set(name, value);
    }
  }

  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${pathname}${search}`);
  // Next.js reads the nonce of its own scripts from here.
  headers.set(POLICY_HEADER, policy);
  const response = NextResponse.next({ request: { headers } });
  if (!isApi) response.headers.set(POLICY_HEADER, policy);
  for (const { name, value, options } of change.cookies) {
    response.cookies.set(name, value, options);
  }
  // A renewed session may outlive what was chosen in this browser.
  if (change.cookies.length > 0) {
    for (const cookie of renewChoices(request.cookies.getAll())) response.cookies.set(cookie);
  }
  for (const [name, value] of Object.entries(change.headers)) {
    response.headers.set(name, value);
  }
  return response;
}

export const config = {
  // Everything that may be a page, an unknown file too: it is answered by one.
  matcher: ["/((?!_next/static/|api/cron/|api/health$|api/health/live$).*)"],
};

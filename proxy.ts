import { NextResponse, type NextRequest } from "next/server";
import { renewChoices } from "@/app/choices";
import { refreshSession } from "@/lib/auth/refresh-session";
import { PATH_HEADER } from "@/lib/auth/safe-redirect";
import { getEnv } from "@/lib/env";

/**
 * Keeps the session fresh and tells pages their path. Who may do what is decided by the verbs, not
 * here.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const change = await refreshSession(getEnv(), request.cookies.getAll(), new Date());
  for (const { name, value } of change.cookies) {
    if (value === "") {
      request.cookies.delete(name);
    } else {
      request.cookies.set(name, value);
    }
  }

  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
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
  matcher: [
    // Neither static files nor what is called without a session.
    "/((?!_next/|api/cron/|api/health$|.*\\.(?:ico|png|svg|jpg|jpeg|gif|webp|avif|txt|xml|webmanifest|woff2)$).*)",
  ],
};

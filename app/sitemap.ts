import type { MetadataRoute } from "next";
import { getEnv } from "@/lib/env";

// Where the site is known to be is only known when it runs.
export const dynamic = "force-dynamic";

/** The pages that nobody needs to be signed in for. */
export default function sitemap(): MetadataRoute.Sitemap {
  const { APP_URL, SIGN_UP } = getEnv();
  const paths = ["/", "/sign-in", ...(SIGN_UP === "open" ? ["/sign-up"] : [])];
  return paths.map((path) => ({ url: new URL(path, APP_URL).href }));
}

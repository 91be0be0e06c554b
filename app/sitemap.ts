import type { MetadataRoute } from "next";
import { getEnv } from "@/lib/env";

// The address of the site is known only at run time.
export const dynamic = "force-dynamic";

/** The pages that need no sign-in. */
export default function sitemap(): MetadataRoute.Sitemap {
  const { APP_URL, SIGN_UP } = getEnv();
  const paths = ["/", "/sign-in", ...(SIGN_UP === "open" ? ["/sign-up"] : [])];
  return paths.map((path) => ({ url: new URL(path, APP_URL).href }));
}

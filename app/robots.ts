import type { MetadataRoute } from "next";
import { getEnv } from "@/lib/env";

// The address of the site is known only at run time.
export const dynamic = "force-dynamic";

export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: "*",
      allow: "/",
      // Pages of a workspace send visitors to sign in: there is nothing on them to keep out.
      disallow: "/api/",
    },
    sitemap: new URL("/sitemap.xml", getEnv().APP_URL).href,
  };
}

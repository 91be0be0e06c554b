import type { MetadataRoute } from "next";
import { getEnv } from "@/lib/env";

// Where the site is known to be is only known when it runs.
export const dynamic = "force-dynamic";

export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: "*",
      allow: "/",
      // Pages of a workspace send strangers to sign in: there is nothing on them to keep out.
      disallow: "/api/",
    },
    sitemap: new URL("/sitemap.xml", getEnv().APP_URL).href,
  };
}

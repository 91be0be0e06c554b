import type { MetadataRoute } from "next";
import { getEnv } from "@/lib/env";

// Where the site is known to be is only known when it runs.
export const dynamic = "force-dynamic";

export default function robots(): MetadataRoute.Robots {
  return {
    rules: {
      userAgent: "*",
      allow: ["/$", "/sign-in", "/sign-up"],
      disallow: ["/api/", "/auth/", "/routines", "/runs", "/alerts", "/settings"],
    },
    sitemap: new URL("/sitemap.xml", getEnv().APP_URL).href,
  };
}

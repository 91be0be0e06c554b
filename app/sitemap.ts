import type { MetadataRoute } from "next";
import { docsPath } from "@/lib/domain/docs/docs-path";
import { getEnv } from "@/lib/env";
import { loadDocs } from "@/lib/services/docs/load-docs";

// The address of the site is known only at run time.
export const dynamic = "force-dynamic";

/** The pages that need no sign-in. */
export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const { APP_URL, SIGN_UP } = getEnv();
  const paths = ["/", "/sign-in", ...(SIGN_UP === "open" ? ["/sign-up"] : [])];
  const urlOf = (path: string) => new URL(path, APP_URL).href;
  const { pages } = await loadDocs();
  const slugs = ["", ...[...pages.en.keys()].filter((slug) => slug !== "").sort()];
  return [
    ...paths.map((path) => ({ url: urlOf(path) })),
    ...slugs.map((slug) => ({
      url: urlOf(docsPath("en", slug)),
      ...((slug === "" || pages["pt-BR"].has(slug)) && {
        alternates: { languages: { "pt-BR": urlOf(docsPath("pt-BR", slug)) } },
      }),
    })),
  ];
}

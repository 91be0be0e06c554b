import type { Metadata } from "next";
import { Framed, readDocs } from "@/app/docs/framed";
import { DocsArticle } from "@/components/docs/docs-article";
import { docsPath } from "@/lib/domain/docs/docs-path";
import { getEnv } from "@/lib/env";
import { getApiReference } from "@/lib/services/docs/api-reference";

const SLUG = "api";

export function generateMetadata(): Metadata {
  const { title, lead } = getApiReference(getEnv().APP_URL).page;
  return {
    title,
    description: lead,
    alternates: {
      canonical: docsPath("en", SLUG),
      types: { "text/markdown": `${docsPath("en", SLUG)}.md` },
    },
  };
}

/** The reference of the API of this instance, in English. */
export default async function ApiReferencePage() {
  const { docs, language, contents } = await readDocs();
  const { page } = getApiReference(getEnv().APP_URL);
  return (
    <Framed language={language} contents={contents} current={SLUG}>
      <DocsArticle
        page={page}
        language={language}
        images={docs.images}
        previous={null}
        next={null}
      />
    </Framed>
  );
}

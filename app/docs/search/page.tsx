import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Framed, readDocs } from "@/app/docs/framed";
import { DocsHits } from "@/components/docs/docs-hits";
import { DocsList } from "@/components/docs/docs-list";
import { PageHeader } from "@/components/page/page-header";
import { MAX_QUERY_CHARACTERS, searchDocs } from "@/lib/services/docs/search-docs";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

async function readQuery({ searchParams }: Props): Promise<string> {
  const { q } = await searchParams;
  return (typeof q === "string" ? q : "").slice(0, MAX_QUERY_CHARACTERS).trim();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [query, t] = await Promise.all([readQuery(props), getTranslations("docs.search")]);
  return {
    title: query === "" ? t("title") : t("titleOf", { query }),
    robots: { index: false },
  };
}

/** What the documentation says about some words. */
export default async function DocsSearch(props: Props) {
  const [query, { docs, language, contents }, t] = await Promise.all([
    readQuery(props),
    readDocs(),
    getTranslations("docs.search"),
  ]);
  const hits = await searchDocs(docs, language, query);
  return (
    <Framed language={language} contents={contents} query={query}>
      <main id="content" tabIndex={-1} className="outline-none">
        <PageHeader title={t("title")} {...(query === "" && { lead: t("hint") })} />
        {query !== "" && <DocsHits language={language} query={query} hits={hits} />}
        {hits.length === 0 && (
          <div className="mt-8">
            <DocsList language={language} contents={contents} />
          </div>
        )}
      </main>
    </Framed>
  );
}

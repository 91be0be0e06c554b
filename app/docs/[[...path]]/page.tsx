import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Framed, readDocs } from "@/app/docs/framed";
import { DocsArticle } from "@/components/docs/docs-article";
import { DocsList } from "@/components/docs/docs-list";
import { PageHeader } from "@/components/page/page-header";
import { docsPath, parseDocsPath } from "@/lib/domain/docs/docs-path";
import { findDocsPage } from "@/lib/services/docs/load-docs";

type Props = PageProps<"/docs/[[...path]]">;

const slugOf = async ({ params }: Props) => parseDocsPath((await params).path ?? []).slug;

export async function generateMetadata(props: Props): Promise<Metadata> {
  const [slug, { docs, language }, t] = await Promise.all([
    slugOf(props),
    readDocs(),
    getTranslations("docs"),
  ]);
  const page = slug === "" ? null : findDocsPage(docs, language, slug);
  if (slug !== "" && page === null) return { title: t("notFound.title") };
  const title = page?.title ?? t("title");
  const description = page?.lead ?? t("lead");
  const isTranslated = slug === "" || docs.pages["pt-BR"].has(slug);
  const english = docsPath("en", slug);
  return {
    title,
    description,
    openGraph: { type: "article", title, description },
    alternates: {
      canonical: docsPath(page?.language ?? language, slug),
      languages: {
        en: english,
        "x-default": english,
        ...(isTranslated && { "pt-BR": docsPath("pt-BR", slug) }),
      },
      types: page === null ? {} : { "text/markdown": `${docsPath(page.language, slug)}.md` },
    },
  };
}

/** A page of the documentation, or what there is to read. */
export default async function DocsRoute(props: Props) {
  const [slug, { docs, language, contents }, t] = await Promise.all([
    slugOf(props),
    readDocs(),
    getTranslations("docs"),
  ]);
  if (slug === "") {
    return (
      <Framed language={language} contents={contents}>
        <main id="content" tabIndex={-1} className="outline-none">
          <PageHeader title={t("title")} lead={t("lead")} />
          <div className="mt-8">
            <DocsList language={language} contents={contents} />
          </div>
        </main>
      </Framed>
    );
  }
  const page = findDocsPage(docs, language, slug);
  if (page === null) notFound();
  const order = contents.flatMap(({ pages }) => pages);
  const at = order.findIndex((entry) => entry.slug === slug);
  return (
    <Framed language={language} contents={contents} current={slug}>
      <DocsArticle
        page={page}
        language={language}
        images={docs.images}
        previous={at > 0 ? (order[at - 1] ?? null) : null}
        next={at >= 0 ? (order[at + 1] ?? null) : null}
      />
    </Framed>
  );
}

import { getTranslations } from "next-intl/server";
import { Framed, readDocs } from "@/app/docs/framed";
import { DocsList } from "@/components/docs/docs-list";
import { PageHeader } from "@/components/page/page-header";

export default async function DocsNotFound() {
  const [{ language, contents }, t] = await Promise.all([
    readDocs(),
    getTranslations("docs.notFound"),
  ]);
  return (
    <Framed language={language} contents={contents}>
      <main id="content" tabIndex={-1} className="outline-none">
        <PageHeader title={t("title")} lead={t("text")} />
        <div className="mt-8">
          <DocsList language={language} contents={contents} />
        </div>
      </main>
    </Framed>
  );
}

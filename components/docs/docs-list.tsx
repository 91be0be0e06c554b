import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/link";
import type { ContentsSection } from "@/lib/domain/docs/docs-page";
import { docsPath, type DocsLanguage } from "@/lib/domain/docs/docs-path";

type DocsListProps = { language: DocsLanguage; contents: readonly ContentsSection[] };

/** What there is to read: every page with what it is for. */
export function DocsList({ language, contents }: DocsListProps) {
  const t = useTranslations("docs.sections");
  return (
    <div className="gap-12 md:columns-2">
      {contents.map(({ key, pages }) => (
        <section key={key} className="mb-8 break-inside-avoid">
          <h2 className="mb-3 font-semibold">{t(key)}</h2>
          <ul className="grid gap-3">
            {pages.map(({ slug, title, line, language: written }) => (
              <li key={slug} lang={written}>
                <TextLink href={docsPath(language, slug)} className="font-medium">
                  {title}
                </TextLink>
                <p className="text-pretty text-ink-soft">{line}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

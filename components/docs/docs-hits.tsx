import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/link";
import type { DocsHit } from "@/lib/domain/docs/docs-page";
import { docsPath, type DocsLanguage } from "@/lib/domain/docs/docs-path";

type DocsHitsProps = { language: DocsLanguage; query: string; hits: readonly DocsHit[] };

/** The parts of pages that a search found, with the words that it found in them. */
export function DocsHits({ language, query, hits }: DocsHitsProps) {
  const t = useTranslations("docs.search");
  return (
    <>
      <p role="status" className="mt-2 text-ink-soft">
        {t("count", { count: hits.length, query })}
      </p>
      {hits.length === 0 ? (
        <p className="mt-1 mb-8 text-ink-soft">{t("none")}</p>
      ) : (
        <ol className="mt-6 grid max-w-3xl gap-6">
          {hits.map(({ slug, anchor, title, heading, language: written, snippet }) => (
            <li key={`${slug}#${anchor}`} lang={written}>
              <TextLink
                href={docsPath(language, slug) + (anchor === "" ? "" : `#${anchor}`)}
                className="text-lg font-medium"
              >
                {heading}
              </TextLink>
              {anchor !== "" && <p className="text-sm text-ink-faint">{title}</p>}
              <p className="mt-1 text-pretty [overflow-wrap:anywhere] text-ink-soft">
                {snippet.map(({ text, isHit }, index) =>
                  isHit ? (
                    <mark key={index} className="rounded-mark bg-accent-wash font-medium text-ink">
                      {text}
                    </mark>
                  ) : (
                    text
                  ),
                )}
              </p>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

import { useTranslations } from "next-intl";
import { renderDocsPage } from "@/components/docs/docs-markdown";
import { Link } from "@/components/ui/link";
import type { ContentsEntry, DocsImages, DocsPage } from "@/lib/domain/docs/docs-page";
import { docsPath, type DocsLanguage } from "@/lib/domain/docs/docs-path";

const DEEPEST_HEADING = 3;
/** A page with less has its contents in sight. */
const FEWEST_HEADINGS = 3;

type DocsArticleProps = {
  page: DocsPage;
  /** The reader's; the page may be in English only. */
  language: DocsLanguage;
  images: DocsImages;
  previous: ContentsEntry | null;
  next: ContentsEntry | null;
};

/** A page of the documentation with its own contents, and the ways to its neighbours. */
export function DocsArticle({ page, language, images, previous, next }: DocsArticleProps) {
  const t = useTranslations("docs");
  const headings = page.parts.filter(({ depth }) => depth > 1 && depth <= DEEPEST_HEADING);
  const hasContents = headings.length >= FEWEST_HEADINGS;
  const list = (
    <ul className="grid gap-1.5 border-l pl-4 text-sm [overflow-wrap:anywhere]">
      {headings.map(({ id, text, depth }) => (
        <li key={id} className={depth > 2 ? "pl-3" : undefined}>
          <a href={`#${id}`} className="text-ink-soft hover:text-ink">
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
  return (
    <div className="xl:grid xl:grid-cols-[minmax(0,1fr)_200px] xl:gap-10">
      <main id="content" tabIndex={-1} className="min-w-0 outline-none">
        {page.language !== language && (
          <p className="mb-6 rounded-control border bg-sunken px-3 py-2.5">{t("inEnglish")}</p>
        )}
        {hasContents && (
          <details className="mb-6 border-b pb-3 xl:hidden print:hidden" suppressHydrationWarning>
            <summary className="cursor-pointer py-1 text-sm text-ink-soft">
              {t("onThisPage")}
            </summary>
            <nav aria-label={t("onThisPage")} lang={page.language} className="mt-2">
              {list}
            </nav>
          </details>
        )}
        <article lang={page.language} className="docs-prose">
          {renderDocsPage({ page, language, images })}
        </article>
        <nav
          aria-label={`${t("previous")}, ${t("next")}`}
          className="mt-12 grid gap-3 empty:hidden sm:grid-cols-2 print:hidden"
        >
          {previous !== null && <Neighbour label={t("previous")} {...{ language }} to={previous} />}
          {next !== null && (
            <div className="sm:col-start-2 sm:text-right">
              <Neighbour label={t("next")} {...{ language }} to={next} />
            </div>
          )}
        </nav>
        <p className="mt-6 text-sm print:hidden">
          <a
            href={`${docsPath(page.language, page.slug)}.md`}
            className="text-ink-faint underline underline-offset-2 hover:text-ink"
          >
            {t("markdown")}
          </a>
        </p>
      </main>
      {hasContents && (
        <nav
          aria-label={t("onThisPage")}
          className="sticky top-8 hidden max-h-[calc(100dvh-4rem)] self-start overflow-y-auto xl:block print:hidden"
        >
          <p className="mb-2 text-sm font-medium">{t("onThisPage")}</p>
          <div lang={page.language}>{list}</div>
        </nav>
      )}
    </div>
  );
}

type NeighbourProps = { label: string; language: DocsLanguage; to: ContentsEntry };

function Neighbour({ label, language, to }: NeighbourProps) {
  return (
    <Link
      href={docsPath(language, to.slug)}
      className="block rounded-block border bg-raised px-4 py-3 hover:bg-sunken"
    >
      <span className="block text-sm text-ink-faint">{label}</span>
      <span lang={to.language} className="font-medium">
        {to.title}
      </span>
    </Link>
  );
}

import { ChevronDown, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import "@/components/docs/docs.css";
import { DocsContents } from "@/components/docs/docs-contents";
import { SkipLink } from "@/components/page/skip-link";
import { Logo } from "@/components/shell/logo";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import type { ContentsSection } from "@/lib/domain/docs/docs-page";
import { docsPath, type DocsLanguage } from "@/lib/domain/docs/docs-path";

type DocsFrameProps = {
  language: DocsLanguage;
  contents: readonly ContentsSection[];
  /** The page that is shown; null where it is none of the contents. */
  current: string | null;
  query?: string;
  localeForm: ReactNode;
  themeForm: ReactNode;
  children: ReactNode;
};

/** The frame of the documentation: the search and the contents, which work without JavaScript. */
export function DocsFrame({
  language,
  contents,
  current,
  query = "",
  localeForm,
  themeForm,
  children,
}: DocsFrameProps) {
  const t = useTranslations("docs");
  const app = useTranslations("app");
  return (
    <div lang={language} className="min-h-dvh">
      <SkipLink />
      <header className="border-b print:hidden">
        <div className="mx-auto flex max-w-[1320px] flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-6">
          <Link
            href="/"
            className="inline-flex items-center gap-2 rounded-control text-lg font-semibold tracking-tight"
          >
            <Logo />
            {app("name")}
          </Link>
          <Link
            href={docsPath(language, "")}
            className="rounded-control py-2 text-ink-soft hover:text-ink"
          >
            {t("title")}
          </Link>
          <form
            action={docsPath(language, "search")}
            role="search"
            className="flex gap-2 max-sm:order-last max-sm:w-full sm:ml-auto sm:w-72"
          >
            <Input
              type="search"
              name="q"
              defaultValue={query}
              maxLength={100}
              aria-label={t("search.label")}
              placeholder={t("search.placeholder")}
            />
            <Button size="icon" aria-label={t("search.submit")} title={t("search.submit")}>
              <Search aria-hidden />
            </Button>
          </form>
          <Button asChild variant="ghost" className="max-sm:ml-auto">
            <Link href="/">{t("openApp")}</Link>
          </Button>
        </div>
      </header>
      <div className="mx-auto grid max-w-[1320px] grid-cols-1 px-4 sm:px-6 lg:grid-cols-[240px_minmax(0,1fr)] lg:gap-10">
        <aside className="print:hidden">
          {/* A reader may open it before React is there. */}
          <details className="group border-b lg:hidden" suppressHydrationWarning>
            <summary className="flex h-11 cursor-pointer items-center justify-between font-medium">
              {t("contents")}
              <ChevronDown aria-hidden className="size-4 text-ink-faint group-open:rotate-180" />
            </summary>
            <nav aria-label={t("contents")} className="pb-4">
              <DocsContents language={language} contents={contents} current={current} />
            </nav>
          </details>
          <nav
            aria-label={t("contents")}
            className="sticky top-0 -ml-2.5 hidden max-h-dvh overflow-y-auto px-2.5 py-8 lg:block"
          >
            <DocsContents language={language} contents={contents} current={current} />
          </nav>
        </aside>
        <div className="min-w-0 py-6 lg:py-8">
          {children}
          <footer className="mt-12 flex flex-wrap items-center gap-4 border-t pt-4 print:hidden">
            {localeForm}
            {themeForm}
          </footer>
        </div>
      </div>
    </div>
  );
}

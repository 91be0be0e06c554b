import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { setTheme } from "@/app/(dashboard)/settings/actions";
import { readTheme } from "@/app/choices";
import { setDocsLocale } from "@/app/docs/actions";
import { DocsFrame } from "@/components/docs/docs-frame";
import { LocaleForm } from "@/components/settings/locale-form";
import { ThemeForm } from "@/components/shell/theme-form";
import { isLocale, locales, type Locale } from "@/i18n/locales";
import { isProductionBuild } from "@/lib/env";
import { listContents } from "@/lib/services/docs/list-contents";
import { loadDocs } from "@/lib/services/docs/load-docs";

/** The documentation in the language of the request: that of its address, else the reader's. */
export async function readDocs() {
  const [docs, locale] = await Promise.all([
    loadDocs({ isFresh: !isProductionBuild() }),
    getLocale(),
  ]);
  const language: Locale = isLocale(locale) ? locale : "en";
  return { docs, language, contents: listContents(docs, language) };
}

type FramedProps = {
  language: Locale;
  contents: ReturnType<typeof listContents>;
  current?: string;
  query?: string;
  children: ReactNode;
};

/** The frame around what is shown, with the forms that need the reader's cookies. */
export async function Framed({ language, current, query, ...props }: FramedProps) {
  const path = query === undefined ? (current ?? "") : `search?q=${encodeURIComponent(query)}`;
  return (
    <DocsFrame
      {...props}
      language={language}
      current={current ?? null}
      {...(query !== undefined && { query })}
      localeForm={
        <LocaleForm locale={language} locales={locales} action={setDocsLocale.bind(null, path)} />
      }
      themeForm={<ThemeForm theme={await readTheme()} action={setTheme} />}
    />
  );
}

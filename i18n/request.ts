import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, isLocale, LOCALE_COOKIE, type Locale } from "@/i18n/locales";
import { PATH_HEADER } from "@/lib/auth/safe-redirect";
import { parseDocsPath } from "@/lib/domain/docs/docs-path";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

/** The language that the address of a page of the documentation names; null where it names none. */
function namedLocale(path: string | null): Locale | null {
  const [, rest] = /^\/docs\/([^?]*)/.exec(path ?? "") ?? [];
  const { language } = parseDocsPath(rest?.split("/") ?? []);
  return isLocale(language) ? language : null;
}

export default getRequestConfig(async () => {
  const [cookieStore, headerStore] = await Promise.all([cookies(), headers()]);
  const locale =
    namedLocale(headerStore.get(PATH_HEADER)) ??
    chooseLocale(cookieStore.get(LOCALE_COOKIE)?.value, headerStore.get("accept-language"));
  // The server does not know the reader's zone: it says UTC, and the browser turns it into its own.
  return { locale, messages: messages[locale], timeZone: "UTC", now: new Date() };
});

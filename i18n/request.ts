import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, LOCALE_COOKIE } from "@/i18n/locales";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

export default getRequestConfig(async () => {
  const [cookieStore, headerStore] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(
    cookieStore.get(LOCALE_COOKIE)?.value,
    headerStore.get("accept-language"),
  );
  // The server does not know the reader's zone: it says UTC, and the browser turns it into its own.
  return { locale, messages: messages[locale], timeZone: "UTC", now: new Date() };
});

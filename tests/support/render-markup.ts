import { NextIntlClientProvider } from "next-intl";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { NowProvider } from "@/components/time/now-provider";
import { ViewerZoneProvider } from "@/components/time/viewer-zone-provider";
import type { Locale } from "@/i18n/locales";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

type Reading = {
  locale?: Locale;
  /** The moment at which it is read. */
  now?: Date;
};

/** The HTML of an element as the server writes it on a page, in the language of its reader. */
export function renderMarkup(
  element: ReactElement,
  { locale = "en", now = new Date() }: Reading = {},
): string {
  const timed = { now: now.toISOString(), children: element };
  const zoned = { timezone: null, children: createElement(NowProvider, timed) };
  const worded = {
    locale,
    messages: messages[locale],
    timeZone: "UTC",
    children: createElement(ViewerZoneProvider, zoned),
  };
  return renderToStaticMarkup(createElement(NextIntlClientProvider, worded));
}

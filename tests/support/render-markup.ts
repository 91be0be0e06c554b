import {
  AppRouterContext,
  type AppRouterInstance,
} from "next/dist/shared/lib/app-router-context.shared-runtime";
import { NextIntlClientProvider } from "next-intl";
import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { NowProvider } from "@/components/time/now-provider";
import { ViewerZoneProvider } from "@/components/time/viewer-zone-provider";
import type { Locale } from "@/i18n/locales";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

const ignore = () => undefined;

/** A router that goes nowhere: a page that is only rendered never leaves. */
const router: AppRouterInstance = {
  bfcacheId: "",
  back: ignore,
  forward: ignore,
  refresh: ignore,
  push: ignore,
  replace: ignore,
  prefetch: ignore,
};

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
    // A message that is missing would stand on the page as its key.
    onError: (error: Error) => {
      throw error;
    },
    children: createElement(ViewerZoneProvider, zoned),
  };
  const page = createElement(NextIntlClientProvider, worded);
  return renderToStaticMarkup(createElement(AppRouterContext, { value: router }, page));
}

/** The text of an element as it is read, with a space where one part ends and another begins. */
export function renderText(element: ReactElement, reading?: Reading): string {
  return renderMarkup(element, reading)
    .replace(/<\/(?:p|li|dt|dd|div|h\d|pre|a|button|time|ins|del)>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/\s+/g, " ")
    .trim();
}

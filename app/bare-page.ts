import type { NextRequest } from "next/server";
import { chooseLocale, LOCALE_COOKIE, type Locale } from "@/i18n/locales";

/** The language of a response before any page is rendered. */
export const localeOf = (request: NextRequest): Locale =>
  chooseLocale(request.cookies.get(LOCALE_COOKIE)?.value, request.headers.get("accept-language"));

/** Whether a browser navigates, so that a page is of more use than a problem. */
export const wantsPage = (request: NextRequest): boolean =>
  request.headers.get("accept")?.includes("text/html") === true;

/** A page without script and style, which loads nothing. Its parts are HTML. */
export function barePage(locale: Locale, title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
</head>
<body>
<main>
<h1>${title}</h1>
${body.join("\n")}
</main>
</body>
</html>
`;
}

import { NextResponse, type NextRequest } from "next/server";
import { createTranslator } from "next-intl";
import { chooseLocale, LOCALE_COOKIE } from "@/i18n/locales";
import { DomainError } from "@/lib/domain/errors";
import { toProblem } from "@/lib/http/problem";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

const refusals = {
  misdirected: {
    status: 421,
    title: "Misdirected Request",
    code: "BAD_REQUEST",
    detail:
      "This instance doesn't serve the host that the request names. Use the address of APP_URL, or have the administrator add the host to ALLOWED_HOSTS.",
  },
  otherSite: {
    status: 403,
    title: "Forbidden",
    code: "FORBIDDEN",
    detail: "A form or an action is only accepted from this site's pages.",
  },
} as const;

/** The reason why a request is refused before any page or route sees it. */
export type Refusal = keyof typeof refusals;

/** The response to a refused request: a page for a browser that navigates, else a problem (RFC 9457). */
export function refuseRequest(request: NextRequest, refusal: Refusal): NextResponse {
  const { status, title, code, detail } = refusals[refusal];
  const requestId = crypto.randomUUID();
  const headers = { "Cache-Control": "no-store", "X-Request-Id": requestId };
  if (request.headers.get("accept")?.includes("text/html") === true) {
    return new NextResponse(pageOf(request, refusal), {
      status,
      headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
    });
  }
  const problem = { ...toProblem(new DomainError(code, detail), requestId), status, title };
  return NextResponse.json(problem, {
    status,
    headers: { ...headers, "Content-Type": "application/problem+json" },
  });
}

/** A page without script and style: the request may come from anywhere, so it loads nothing. */
function pageOf(request: NextRequest, refusal: Refusal): string {
  const locale = chooseLocale(
    request.cookies.get(LOCALE_COOKIE)?.value,
    request.headers.get("accept-language"),
  );
  const t = createTranslator({ locale, messages: messages[locale], namespace: "refused" });
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${t(`${refusal}.title`)}</title>
</head>
<body>
<main>
<h1>${t(`${refusal}.title`)}</h1>
<p>${t(`${refusal}.text`)}</p>
<p>${t(`${refusal}.todo`)}</p>
</main>
</body>
</html>
`;
}

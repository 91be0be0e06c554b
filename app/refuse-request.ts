import { NextResponse, type NextRequest } from "next/server";
import { createTranslator } from "next-intl";
import { barePage, localeOf, wantsPage } from "@/app/bare-page";
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
  if (wantsPage(request)) {
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

function pageOf(request: NextRequest, refusal: Refusal): string {
  const locale = localeOf(request);
  const t = createTranslator({ locale, messages: messages[locale], namespace: "refused" });
  return barePage(locale, t(`${refusal}.title`), [
    `<p>${t(`${refusal}.text`)}</p>`,
    `<p>${t(`${refusal}.todo`)}</p>`,
  ]);
}

import type { NextRequest } from "next/server";
import { createTranslator } from "next-intl";
import { barePage, localeOf, wantsPage } from "@/app/bare-page";
import { respondSetupProblem, type SetupProblem } from "@/lib/http/setup-problems";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

/** The variables that every deployment needs, and so the ones that the page says more about. */
const explained = [
  "DATABASE_URL",
  "SUPABASE_URL",
  "SUPABASE_PUBLISHABLE_KEY",
  "CRON_SECRET",
  "APP_URL",
] as const;

/**
 * The response to every request of a deployment that can't serve: for a browser a page that lists the
 * variables by name and says where to set them, else a problem (RFC 9457). No value is in either.
 */
export function showSetup(request: NextRequest, problems: readonly SetupProblem[]): Response {
  const response = respondSetupProblem(problems);
  if (!wantsPage(request)) return response;
  const headers = new Headers(response.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(pageOf(request, problems), { status: response.status, headers });
}

function pageOf(request: NextRequest, problems: readonly SetupProblem[]): string {
  const locale = localeOf(request);
  const t = createTranslator({ locale, messages: messages[locale], namespace: "setup" });
  const hint = (variable: string) => {
    const known = explained.find((name) => name === variable);
    return known === undefined ? "" : `: ${t(`hints.${known}`)}`;
  };
  const list = (title: string, shown: readonly SetupProblem[]) =>
    shown.length === 0
      ? []
      : [
          `<h2>${title}</h2>`,
          "<ul>",
          ...shown.map(({ variable }) => `<li><code>${variable}</code>${hint(variable)}</li>`),
          "</ul>",
        ];
  return barePage(locale, t("title"), [
    `<p>${t("text")}</p>`,
    ...list(
      t("missing"),
      problems.filter(({ isMissing }) => isMissing),
    ),
    ...list(
      t("unusable"),
      problems.filter(({ isMissing }) => !isMissing),
    ),
    `<p>${t("todo")}</p>`,
    `<p>${t("log")}</p>`,
  ]);
}

import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import { runErrorCodes, type RunErrorCode } from "@/lib/domain/run/run-error-code";
import { runErrorDetails, type RunErrorDetail } from "@/lib/domain/run/run-error-detail";
import { causeOfStatus } from "@/lib/domain/run/status-causes";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

const words: Record<
  DocsLanguage,
  { head: readonly string[]; columns: readonly string[]; others: string }
> = {
  en: {
    head: [
      "# Errors of runs",
      "",
      "Why a run failed, as the API says it in `error_code` and `error_detail`, with what to do about it. Both",
      "have fixed names: each keeps its meaning, and details may be added. `error_detail` is null",
      "where the code says all there is, and in the results of success rules, which `broken_rules` has one by one.",
      "Old runs have details too. The page is made from the messages of the app by `npm run docs:build`.",
    ],
    columns: ["`error_detail`", "what happened", "what to do"],
    others: "another status",
  },
  "pt-BR": {
    head: [
      "# Erros das execuções",
      "",
      "Por que uma execução falhou, como a API diz em `error_code` e `error_detail`, com o que fazer. Ambos têm",
      "nomes fixos: cada um mantém seu sentido, e detalhes podem ser acrescentados. `error_detail` é",
      "null onde o código já diz tudo, e nos resultados das regras de sucesso, que `broken_rules` traz uma a uma.",
      "Execuções antigas também têm detalhes. A página é gerada das mensagens do app por `npm run docs:build`.",
    ],
    columns: ["`error_detail`", "o que aconteceu", "o que fazer"],
    others: "outro status",
  },
};

/** The statuses that a cause stands for, or their class. */
function statusesOf(detail: RunErrorDetail, others: string): string {
  const statuses = Array.from({ length: 900 }, (_, index) => index + 100).filter(
    (status) => causeOfStatus(status) === detail,
  );
  const classes = new Set(statuses.map((status) => Math.floor(status / 100)));
  if (statuses.length <= 10) return statuses.join(", ");
  return classes.size === 1 ? `${[...classes].join("")}xx` : others;
}

const isOf = (code: RunErrorCode, detail: RunErrorDetail) =>
  code === "HTTP_STATUS" ? detail.startsWith("STATUS_") : detail.startsWith(`${code}_`);

/** `reference/errors.md` in a language, from the messages of the app. */
export function writeErrorsPage(language: DocsLanguage): string {
  const { head, columns, others } = words[language];
  const causes = messages[language].failureCauses;
  const rowOf = (detail: RunErrorDetail) => {
    const { cause, next } = causes[detail];
    const text = cause
      .replaceAll("{status}", statusesOf(detail, others))
      .replaceAll("{accept}", "2xx");
    return `| \`${detail}\` | ${text} | ${next} |`;
  };
  const sections = runErrorCodes.flatMap((code) => {
    const { cause, next } = causes[code];
    const details = runErrorDetails.filter((detail) => isOf(code, detail));
    return [
      "",
      `## \`${code}\``,
      "",
      `${cause} ${next}`,
      ...(details.length === 0
        ? []
        : ["", `| ${columns.join(" | ")} |`, "| --- | --- | --- |", ...details.map(rowOf)]),
    ];
  });
  return [...head, ...sections, ""].join("\n");
}

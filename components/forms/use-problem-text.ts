import { useTranslations } from "next-intl";
import type { FieldProblem } from "@/lib/domain/errors";
import { cronFaults, cronHints } from "@/lib/domain/schedule/cron-faults";

export type CronProblem = "list" | "step" | "range" | "bounds" | "text";

/** The kind of problem in a part of a cron expression: a field with an empty item, or one item of a field. */
export function cronProblem(part: string): CronProblem {
  if (part.includes(",")) return "list";
  if (part.includes("/")) return "step";
  if (part.includes("-")) return "range";
  return /^\d+$/.test(part) ? "bounds" : "text";
}

/** A problem in the reader's language; one that has no translation keeps its English text. */
export function useProblemText(): (problem: FieldProblem) => string {
  const t = useTranslations();
  const cronText = (params: NonNullable<FieldProblem["params"]>) => {
    const { field = "", value = "", write } = params;
    const advice = { ...params, write: write === "" ? "none" : String(write) };
    const fault = cronFaults.find((known) => known === params.fault);
    if (fault !== undefined) return t(`cronFaults.${fault}`, advice);
    const key = String(field).replaceAll(" ", "_");
    const text = t("problems.cron_invalid", {
      fault: cronProblem(String(value)),
      value,
      field: t(`cronFields.${key}.name`),
      allowed: t(`cronFields.${key}.allowed`),
    });
    const hint = cronHints.find((known) => known === params.hint);
    return hint === undefined ? text : `${text} ${t(`cronHints.${hint}`, advice)}`;
  };
  return ({ code, message, params = {} }) => {
    if (!t.has(`problems.${code}`)) return message;
    return code === "cron_invalid"
      ? cronText(params)
      : t(`problems.${code}`, { message, ...params });
  };
}

import { useTranslations } from "next-intl";
import type { FieldProblem } from "@/lib/domain/errors";
import { surplusFields } from "@/lib/domain/schedule/cron";

export type CronProblem =
  | "macro"
  | "count"
  | "seconds"
  | "year"
  | "command"
  | "list"
  | "step"
  | "range"
  | "bounds"
  | "text";

/**
 * The kind of problem in the part of a cron expression that its parser names: the whole `expression`,
 * a field with an empty item, or one item of a field.
 */
export function cronProblem(field: string, part: string): CronProblem {
  if (field === "expression") {
    return part.startsWith("@") ? "macro" : (surplusFields(part) ?? "count");
  }
  if (part.includes(",")) return "list";
  if (part.includes("/")) return "step";
  if (part.includes("-")) return "range";
  return /^\d+$/.test(part) ? "bounds" : "text";
}

/** A problem in the reader's language; one that has no translation keeps its English text. */
export function useProblemText(): (problem: FieldProblem) => string {
  const t = useTranslations();
  const cronParams = (field: string, value: string) => {
    const fault = cronProblem(field, value);
    if (field === "expression") {
      const fields = value.split(/\s+/).filter(Boolean);
      const five = fault === "seconds" ? fields.slice(1, 6) : fields.slice(0, 5);
      return { fault, value, count: fields.length, sixth: fields[5] ?? "", five: five.join(" ") };
    }
    const key = field.replaceAll(" ", "_");
    return {
      fault,
      value,
      field: t(`cronFields.${key}.name`),
      allowed: t(`cronFields.${key}.allowed`),
    };
  };
  return ({ code, message, params = {} }) => {
    if (!t.has(`problems.${code}`)) return message;
    const { field, value } = params;
    return t(
      `problems.${code}`,
      code === "cron_invalid" ? cronParams(String(field), String(value)) : { message, ...params },
    );
  };
}

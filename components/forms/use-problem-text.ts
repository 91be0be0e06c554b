import { useTranslations } from "next-intl";
import { cronFault } from "@/components/forms/cron-fault";
import type { FieldProblem } from "@/lib/domain/errors";

/** A problem in the reader's language; one that has no translation keeps its English text. */
export function useProblemText(): (problem: FieldProblem) => string {
  const t = useTranslations();
  const cronParams = (field: string, value: string) => {
    const fault = cronFault(field, value);
    if (field === "expression") {
      return { fault, value, count: value.split(/\s+/).filter(Boolean).length };
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

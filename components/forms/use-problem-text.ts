import { useTranslations } from "next-intl";
import type { FieldProblem } from "@/lib/domain/errors";

/** A problem in the reader's language; one that has no translation keeps its English text. */
export function useProblemText(): (problem: FieldProblem) => string {
  const t = useTranslations();
  return ({ code, message, params }) =>
    t.has(`problems.${code}`) ? t(`problems.${code}`, { message, ...params }) : message;
}

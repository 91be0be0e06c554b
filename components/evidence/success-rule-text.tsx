import { useFormatter, useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** The empty path names the whole document, in the words of JSONPath. */
const WHOLE_DOCUMENT = "$";

function Literal({ children }: { children: ReactNode }) {
  return <code className="font-mono [overflow-wrap:anywhere] whitespace-pre-wrap">{children}</code>;
}

/** A rule in words. A JSON value stands as JSON writes it, so that `"1"` and `1` differ. */
export function SuccessRuleText({ rule }: { rule: SuccessRule }): ReactElement {
  const t = useTranslations("rules");
  const format = useFormatter();
  switch (rule.type) {
    case "status":
      return <>{t("status", { accept: format.list(rule.accept, { type: "disjunction" }) })}</>;
    case "duration":
      return <>{t(`duration.${rule.otherwise}`, { ms: rule.max_ms })}</>;
    case "body":
      return (
        <>{t.rich(`body.${rule.operator}`, { value: () => <Literal>{rule.value}</Literal> })}</>
      );
    case "json":
      return (
        <>
          {t.rich(`json.${rule.operator}`, {
            path: () => <Literal>{rule.path === "" ? WHOLE_DOCUMENT : rule.path}</Literal>,
            value: () => <Literal>{JSON.stringify(rule.value)}</Literal>,
          })}
        </>
      );
    case "header":
      return (
        <>
          {t.rich("header", {
            name: () => <Literal>{rule.name}</Literal>,
            value: () => <Literal>{rule.value}</Literal>,
          })}
        </>
      );
    case "certificate":
      return <>{t("certificate", { days: rule.min_days })}</>;
  }
}

/** What a response had instead of what a rule asks for: milliseconds, a date in UTC, or text as it came. */
export function FoundText({ rule, found }: { rule: SuccessRule; found: string }): ReactElement {
  const t = useTranslations("run.broken");
  switch (rule.type) {
    case "duration":
      return <>{t("took", { ms: Number(found) })}</>;
    case "certificate":
      return <>{t("expires", { date: found })}</>;
    case "status":
    case "body":
    case "json":
    case "header":
      return <>{t.rich("found", { value: () => <Literal>{found}</Literal> })}</>;
  }
}

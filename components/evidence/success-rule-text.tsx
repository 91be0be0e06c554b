import { useFormatter, useTranslations } from "next-intl";
import { Fragment, type ReactElement, type ReactNode } from "react";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";
import { readLength } from "@/lib/domain/run/rule-operands";
import type { RuleOf, SuccessRule } from "@/lib/domain/run/success-rule";
import { mayLeadToMany } from "@/lib/domain/run/success-rule-options";
import { isOfOtherKind, kindOfJson } from "@/lib/domain/run/value-kind";

/** The empty path names the whole document, in the words of JSONPath. */
const WHOLE_DOCUMENT = "$";

/** A value as it is, in type of one width. */
export function Literal({ children }: { children: ReactNode }) {
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
        <>
          {t.rich(`body.${rule.operator}`, { value: () => <Literal>{rule.value}</Literal> })}
          {rule.ignore_case === true && <> {t("ignoreCase")}</>}
        </>
      );
    case "json":
      return <JsonRuleText rule={rule} />;
    case "header":
      return (
        <>
          {t.rich(`header.${rule.operator}`, {
            name: () => <Literal>{rule.name}</Literal>,
            value: () => <Literal>{rule.value}</Literal>,
          })}
        </>
      );
    case "certificate":
      return <>{t("certificate", { days: rule.min_days })}</>;
  }
}

function JsonRuleText({ rule }: { rule: RuleOf<"json"> }): ReactElement {
  const t = useTranslations("rules");
  const format = useFormatter();
  const { path, operator, value, quantifier } = rule;
  const shown = path === "" ? WHOLE_DOCUMENT : path;
  const literal = (part: unknown) => <Literal>{stringifyExactJson(part)}</Literal>;
  const parts = Array.isArray(value) ? value : [];
  const values = format.list(
    parts.map((part, index) => <Fragment key={index}>{literal(part)}</Fragment>),
    { type: "disjunction" },
  );
  const { least = 0, most = 0 } = (operator === "length" ? readLength(value) : null) ?? {};
  return (
    <>
      {t.rich(`json.${operator}`, {
        path: () => (
          <>
            <Literal>{shown}</Literal>
            {mayLeadToMany(path) && <> {t(`quantifier.${quantifier ?? "all"}`)}</>}
          </>
        ),
        value: () =>
          operator === "matches" && typeof value === "string" ? (
            <Literal>{value}</Literal>
          ) : (
            literal(value)
          ),
        values: () => <>{values}</>,
        from: () => literal(parts[0]),
        to: () => literal(parts[1]),
        bounds:
          least === most ? "one" : most === Infinity ? "least" : least === 0 ? "most" : "both",
        least,
        most: most === Infinity ? 0 : most,
      })}
    </>
  );
}

/** What a response had instead of what a rule asks for: milliseconds, a date in UTC, or text as it came. */
export function FoundText({ rule, found }: { rule: SuccessRule; found: string }): ReactElement {
  const t = useTranslations("run.broken");
  switch (rule.type) {
    case "duration":
      return <>{t("took", { ms: Number(found) })}</>;
    case "certificate":
      return <>{t("expires", { date: found })}</>;
    case "json": {
      if (rule.operator === "length") {
        return <>{t.rich("foundLength", { value: () => <Literal>{found}</Literal> })}</>;
      }
      const kind = isOfOtherKind(rule, found) ? kindOfJson(found) : null;
      const value = () => <Literal>{found}</Literal>;
      return (
        <>{kind === null ? t.rich("found", { value }) : t.rich(`foundKind.${kind}`, { value })}</>
      );
    }
    case "status":
    case "body":
    case "header":
      return <>{t.rich("found", { value: () => <Literal>{found}</Literal> })}</>;
  }
}

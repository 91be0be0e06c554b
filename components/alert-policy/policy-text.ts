import { useFormatter, useTranslations } from "next-intl";
import { useDuration } from "@/components/time/duration";
import type { AlertCondition, AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/** Returns the words for a condition: "2 failures in a row". */
export function useConditionText(): (condition: AlertCondition) => string {
  const t = useTranslations("alertPolicy.words");
  const duration = useDuration();
  return (condition) => {
    switch (condition.type) {
      case "failures_of_last":
        return t("failures_of_last", condition);
      case "failure_rate":
        return t("failure_rate", {
          percent: condition.percent,
          minutes: condition.window_minutes,
        });
      case "slow":
        return t("slow", { count: condition.count, duration: duration(condition.duration_ms) });
      case "certificate":
        return t("certificate", { days: condition.days });
      case "consecutive_failures":
      case "degraded":
      case "missed":
        return t(condition.type, { count: condition.count });
    }
  };
}

/** Returns the words for all conditions of a policy. */
export function usePolicyText(): (policy: Pick<AlertPolicy, "conditions">) => string {
  const t = useTranslations("alertPolicy");
  const format = useFormatter();
  const conditionText = useConditionText();
  return ({ conditions }) =>
    conditions.length === 0
      ? t("nothing")
      : format.list(conditions.map(conditionText), { type: "disjunction" });
}

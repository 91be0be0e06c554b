import { useTranslations } from "next-intl";
import { CheckRows } from "@/components/routines/form/check-rows";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import type { RoutineFormValues } from "@/components/routines/form/routine-form-values";
import {
  isEmptyCheck,
  readStatuses,
  ruleFields,
  type RuleField,
} from "@/components/routines/form/rule-form-values";
import { readWholeNumber } from "@/components/routines/form/whole-number";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MAX_CERTIFICATE_DAYS, MAX_RULE_DURATION_MS } from "@/lib/domain/run/success-rule-options";

/** What a routine expects of an answer. */
export function RuleFold({ initial, draft, problemAt, onRowsChange }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const summary = useRuleSummary();
  const hasProblem =
    ruleFields.some((field) => problemAt(field) !== undefined) ||
    draft.checks.some((_, row) =>
      (["check", "target", "value"] as const).some(
        (part) => problemAt({ row, part }) !== undefined,
      ),
    );
  const numberField = (field: RuleField, label: string, hint: string, max: number) => (
    <Field id={field} label={label} hint={hint} problem={problemAt(field)}>
      {(control) => (
        <Input
          {...control}
          name={field}
          type="number"
          inputMode="numeric"
          min={1}
          max={max}
          step={1}
          defaultValue={initial[field]}
        />
      )}
    </Field>
  );
  return (
    <FormSection title={t("rules")} summary={summary(draft)} hasProblem={hasProblem}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="accepted_statuses"
          label={t("acceptedStatuses")}
          hint={t("acceptedStatusesHint")}
          problem={problemAt("accepted_statuses")}
        >
          {(control) => (
            <Input
              {...control}
              name="accepted_statuses"
              defaultValue={initial.accepted_statuses}
              placeholder="2xx"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        {numberField(
          "min_certificate_days",
          t("certificateDays"),
          t("certificateDaysHint"),
          MAX_CERTIFICATE_DAYS,
        )}
        {numberField(
          "degraded_after_ms",
          t("degradedAfter"),
          t("degradedAfterHint"),
          MAX_RULE_DURATION_MS,
        )}
        {numberField("fails_after_ms", t("failsAfter"), t("failsAfterHint"), MAX_RULE_DURATION_MS)}
      </div>
      <CheckRows initial={initial.checks} problemAt={problemAt} onRowsChange={onRowsChange} />
    </FormSection>
  );
}

/** What the fields ask for, in words. */
function useRuleSummary(): (values: RoutineFormValues) => string {
  const t = useTranslations("routineForm");
  return (values) => {
    const statuses = readStatuses(values.accepted_statuses);
    const checks = values.checks.filter((row) => !isEmptyCheck(row)).length;
    const words = [statuses.length === 0 ? "2xx" : statuses.join(", ")];
    const degradedMs = readWholeNumber(values.degraded_after_ms);
    const failsMs = readWholeNumber(values.fails_after_ms);
    const days = readWholeNumber(values.min_certificate_days);
    if (degradedMs) words.push(t("summaryDegraded", { seconds: degradedMs / 1_000 }));
    if (failsMs) words.push(t("summaryFails", { seconds: failsMs / 1_000 }));
    if (days) words.push(t("summaryCertificate", { count: days }));
    if (checks > 0) words.push(t("summaryChecks", { count: checks }));
    return words.join(", ");
  };
}

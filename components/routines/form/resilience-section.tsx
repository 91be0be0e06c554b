import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import {
  MAX_ATTEMPTS,
  MAX_JITTER_SECONDS,
  misfirePolicies,
} from "@/lib/domain/routine/routine-options";

/** Attempts, jitter, and the policy for missed slots. */
export function ResilienceSection({ initial, draft, problemAt }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const fields = ["max_attempts", "jitter_seconds", "misfire_policy"] as const;
  return (
    <FormSection
      title={t("resilience")}
      summary={[
        t("attemptCount", { count: Number(draft.max_attempts) || 1 }),
        t("jitterValue", { count: Number(draft.jitter_seconds) || 0 }),
        t(`misfireSummaries.${draft.misfire_policy}`),
      ].join(", ")}
      hasProblem={fields.some((field) => problemAt(field) !== undefined)}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <NumberField
          name="max_attempts"
          label={t("attempts")}
          hint={t("attemptsHint", { max: MAX_ATTEMPTS })}
          problem={problemAt("max_attempts")}
          defaultValue={initial.max_attempts}
          min={1}
          max={MAX_ATTEMPTS}
        />
        <NumberField
          name="jitter_seconds"
          label={t("jitter")}
          hint={t("jitterHint", { max: MAX_JITTER_SECONDS })}
          problem={problemAt("jitter_seconds")}
          defaultValue={initial.jitter_seconds}
          min={0}
          max={MAX_JITTER_SECONDS}
        />
        <Field id="misfire_policy" label={t("misfire")} problem={problemAt("misfire_policy")}>
          {(control) => (
            <Select {...control} name="misfire_policy" defaultValue={initial.misfire_policy}>
              {misfirePolicies.map((policy) => (
                <option key={policy} value={policy}>
                  {t(`misfirePolicies.${policy}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </FormSection>
  );
}

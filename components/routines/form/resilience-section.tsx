import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { InputField, numeric } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import {
  MAX_ATTEMPTS,
  MAX_JITTER_SECONDS,
  misfirePolicies,
} from "@/lib/domain/routine/routine-options";

/** Attempts, jitter, and the policy for missed slots. */
export function ResilienceSection({ draft, problemAt, field }: FormSectionProps) {
  const t = useTranslations("routineForm");
  return (
    <FormSection
      title={t("resilience")}
      summary={[
        t("attemptCount", { count: Number(draft.max_attempts) || 1 }),
        t("jitterValue", { count: Number(draft.jitter_seconds) || 0 }),
        t(`misfireSummaries.${draft.misfire_policy}`),
      ]}
      fields={["max_attempts", "jitter_seconds", "misfire_policy"]}
      problemAt={problemAt}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <InputField
          {...field("max_attempts")}
          {...numeric}
          label={t("attempts")}
          hint={t("attemptsHint", { max: MAX_ATTEMPTS })}
          min={1}
          max={MAX_ATTEMPTS}
        />
        <InputField
          {...field("jitter_seconds")}
          {...numeric}
          label={t("jitter")}
          hint={t("jitterHint", { max: MAX_JITTER_SECONDS })}
          min={0}
          max={MAX_JITTER_SECONDS}
        />
        <SelectField
          {...field("misfire_policy")}
          label={t("misfire")}
          options={misfirePolicies.map((policy) => [policy, t(`misfirePolicies.${policy}`)])}
        />
      </div>
    </FormSection>
  );
}

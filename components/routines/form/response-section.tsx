import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { CHECKED } from "@/components/routines/form/routine-form-values";
import { Field } from "@/components/ui/field";
import { InputField, numeric } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { bodyPolicies } from "@/lib/domain/routine/routine-options";

/** The timeout, redirects, and how much of a response is kept. */
export function ResponseSection({ initial, draft, limits, problemAt, field }: FormSectionProps) {
  const t = useTranslations("routineForm");
  return (
    <FormSection
      title={t("advanced")}
      summary={[
        draft.timeout_seconds === ""
          ? t("timeoutDefault")
          : t("timeoutValue", { seconds: draft.timeout_seconds }),
        t(draft.follow_redirects === "" ? "summaryNotFollowed" : "summaryFollowed"),
        t(`summaryBodies.${draft.keep_body}`),
      ]}
      fields={["timeout_seconds", "follow_redirects", "keep_body"]}
      problemAt={problemAt}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField
          {...field("timeout_seconds")}
          {...numeric}
          label={t("timeout")}
          hint={t("timeoutHint", { maximum: limits.maxTimeoutSeconds })}
          min={1}
          max={limits.maxTimeoutSeconds}
        />
        <SelectField
          {...field("keep_body")}
          label={t("keepBody")}
          hint={t("keepBodyHint")}
          options={bodyPolicies.map((policy) => [policy, t(`bodyPolicies.${policy}`)])}
        />
        <Field
          id="follow_redirects"
          label={t("followRedirects")}
          hint={t("followRedirectsHint")}
          problem={problemAt("follow_redirects")}
          className="grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2.5 *:col-start-2 sm:col-span-2"
        >
          {(control) => (
            <input
              {...control}
              type="checkbox"
              name="follow_redirects"
              value={CHECKED}
              defaultChecked={initial.follow_redirects !== ""}
              className="col-start-1! row-start-1 size-4 accent-accent max-lg:size-5"
            />
          )}
        </Field>
      </div>
    </FormSection>
  );
}

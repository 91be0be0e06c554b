import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { CHECKED } from "@/components/routines/form/routine-form-values";
import { Field } from "@/components/ui/field";
import { NumberField } from "@/components/ui/number-field";
import { Select } from "@/components/ui/select";
import { bodyPolicies } from "@/lib/domain/routine/routine-options";

/** The timeout, redirects, and how much of a response is kept. */
export function ResponseSection({ initial, draft, limits, problemAt }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const fields = ["timeout_seconds", "follow_redirects", "keep_body"] as const;
  return (
    <FormSection
      title={t("advanced")}
      summary={[
        draft.timeout_seconds === ""
          ? t("timeoutDefault")
          : t("timeoutValue", { seconds: draft.timeout_seconds }),
        t(draft.follow_redirects === "" ? "summaryNotFollowed" : "summaryFollowed"),
        t(`summaryBodies.${draft.keep_body}`),
      ].join(", ")}
      hasProblem={fields.some((field) => problemAt(field) !== undefined)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField
          name="timeout_seconds"
          label={t("timeout")}
          hint={t("timeoutHint", { maximum: limits.maxTimeoutSeconds })}
          problem={problemAt("timeout_seconds")}
          defaultValue={initial.timeout_seconds}
          min={1}
          max={limits.maxTimeoutSeconds}
        />
        <Field
          id="keep_body"
          label={t("keepBody")}
          hint={t("keepBodyHint")}
          problem={problemAt("keep_body")}
        >
          {(control) => (
            <Select {...control} name="keep_body" defaultValue={initial.keep_body}>
              {bodyPolicies.map((policy) => (
                <option key={policy} value={policy}>
                  {t(`bodyPolicies.${policy}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
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

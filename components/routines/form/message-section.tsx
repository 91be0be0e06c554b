import { useTranslations } from "next-intl";
import { parseHeaderLines } from "@/components/routines/form/field-texts";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { CHECKED } from "@/components/routines/form/routine-form-values";
import { SentAs } from "@/components/routines/form/values/sent-as";
import { ValueList } from "@/components/routines/form/values/value-list";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** The headers and the body of the request. */
export function MessageSection({ initial, draft, problemAt, sentAs }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const headerCount = Object.keys(parseHeaderLines(draft.headers).headers).length;
  const textField = (name: "headers" | "body", hint: string, rows: number) => (
    <div className="grid gap-1.5">
      <Field id={name} label={t(name)} hint={hint} problem={problemAt(name)}>
        {(control) => (
          <Textarea
            {...control}
            name={name}
            rows={rows}
            defaultValue={initial[name]}
            spellCheck={false}
            className="font-mono text-sm"
          />
        )}
      </Field>
      <SentAs {...sentAs(name)} />
    </div>
  );
  return (
    <FormSection
      title={t("headersAndBody")}
      summary={[
        t("headerCount", { count: headerCount }),
        t(draft.body === "" ? "noBody" : "hasBody"),
        ...(draft.fill_values === "" ? [t("valuesOff")] : []),
      ]}
      fields={["headers", "body", "fill_values"]}
      problemAt={problemAt}
    >
      {textField("headers", t("headersHint"), 3)}
      {textField("body", t("bodyHint"), 5)}
      <Field
        id="fill_values"
        label={t("fillValues")}
        hint={t("fillValuesHint")}
        problem={problemAt("fill_values")}
        className="grid-cols-[auto_minmax(0,1fr)] items-center gap-x-2.5 *:col-start-2"
      >
        {(control) => (
          <input
            {...control}
            type="checkbox"
            name="fill_values"
            value={CHECKED}
            defaultChecked={initial.fill_values !== ""}
            className="col-start-1! row-start-1 size-4 accent-accent max-lg:size-5"
          />
        )}
      </Field>
      <ValueList />
    </FormSection>
  );
}

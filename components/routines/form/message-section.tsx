import { useTranslations } from "next-intl";
import { parseHeaderLines } from "@/components/routines/form/field-texts";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** The headers and the body of the request. */
export function MessageSection({ initial, draft, problemAt }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const headerCount = Object.keys(parseHeaderLines(draft.headers).headers).length;
  const textField = (name: "headers" | "body", hint: string, rows: number) => (
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
  );
  return (
    <FormSection
      title={t("headersAndBody")}
      summary={[
        t("headerCount", { count: headerCount }),
        t(draft.body === "" ? "noBody" : "hasBody"),
      ]}
      fields={["headers", "body"]}
      problemAt={problemAt}
    >
      {textField("headers", t("headersHint"), 3)}
      {textField("body", t("bodyHint"), 5)}
    </FormSection>
  );
}

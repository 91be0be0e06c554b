import { useTranslations } from "next-intl";
import { Fold } from "@/components/routines/form/fold";
import {
  parseHeaderLines,
  type RoutineField,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

type MessageFoldProps = {
  initial: RoutineFormValues;
  /** The values as they are now. */
  draft: RoutineFormValues;
  problemAt: (field: RoutineField) => string | undefined;
};

/** What a request carries. */
export function MessageFold({ initial, draft, problemAt }: MessageFoldProps) {
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
    <Fold
      title={t("headersAndBody")}
      summary={`${t("headerCount", { count: headerCount })}, ${t(draft.body === "" ? "noBody" : "hasBody")}`}
      hasProblem={problemAt("headers") !== undefined || problemAt("body") !== undefined}
    >
      {textField("headers", t("headersHint"), 3)}
      {textField("body", t("bodyHint"), 5)}
    </Fold>
  );
}

import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import type { RoutineFormValues } from "@/components/routines/form/routine-form-values";
import {
  ruleFields,
  ruleInputs,
  singleRules,
  writePart,
  type RuleField,
} from "@/components/routines/form/rule-fields";
import { isEmptyRow, rowParts } from "@/components/routines/form/rule-row";
import { RuleRows } from "@/components/routines/form/rule-rows";
import { readWholeNumber } from "@/components/routines/form/whole-number";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberField } from "@/components/ui/number-field";

/** The rules that a routine's response must meet. */
export function RuleSection({ initial, draft, problemAt, onRowsChange }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const summary = useRuleSummary();
  const hasProblem =
    ruleFields.some((field) => problemAt(field) !== undefined) ||
    draft.rules.some((_, row) => rowParts.some((part) => problemAt({ row, part }) !== undefined));
  return (
    <FormSection title={t("rules")} summary={summary(draft)} hasProblem={hasProblem}>
      <div className="grid gap-4 sm:grid-cols-2">
        {ruleFields.map((field) => (
          <RuleInput key={field} field={field} value={initial[field]} problem={problemAt(field)} />
        ))}
      </div>
      <RuleRows initial={initial.rules} problemAt={problemAt} onRowsChange={onRowsChange} />
    </FormSection>
  );
}

type RuleInputProps = { field: RuleField; value: string; problem: string | undefined };

/** A field of a rule that is there once: a whole number with bounds, or text. */
function RuleInput({ field, value, problem }: RuleInputProps) {
  const t = useTranslations("routineForm");
  const { max, placeholder } = ruleInputs[field];
  const texts = {
    label: t(`ruleFields.${field}.label`),
    hint: t(`ruleFields.${field}.hint`),
    problem,
  };
  if (max !== undefined) {
    return <NumberField {...texts} name={field} defaultValue={value} min={1} max={max} />;
  }
  return (
    <Field {...texts} id={field}>
      {(control) => (
        <Input
          {...control}
          name={field}
          defaultValue={value}
          placeholder={placeholder}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="font-mono"
        />
      )}
    </Field>
  );
}

/** The rules of the fields in words, and the number of rows. */
function useRuleSummary(): (values: RoutineFormValues) => string {
  const t = useTranslations("routineForm");
  const words = (field: RuleField, text: string) => {
    const { read, max, placeholder, summaryUnit = 1 } = ruleInputs[field];
    if (max !== undefined) {
      const number = readWholeNumber(text);
      return number ? [t(`ruleFields.${field}.summary`, { value: number / summaryUnit })] : [];
    }
    const part = read(text) ?? placeholder;
    return part === undefined ? [] : [t(`ruleFields.${field}.summary`, { value: writePart(part) })];
  };
  return (values) => {
    const rows = values.rules.filter((row) => !isEmptyRow(row)).length;
    return [
      ...singleRules.flatMap(({ fields }) =>
        fields.flatMap(([, field]) => words(field, values[field])),
      ),
      ...(rows > 0 ? [t("summaryRules", { count: rows })] : []),
    ].join(", ");
  };
}

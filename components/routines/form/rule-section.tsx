import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import type { RoutineFormValues } from "@/components/routines/form/routine-form-values";
import {
  readWholeNumber,
  ruleFields,
  ruleInputs,
  singleRules,
  writePart,
  type RuleField,
} from "@/components/routines/form/rule-fields";
import { isEmptyRow, rowParts } from "@/components/routines/form/rule-row";
import { RuleRows } from "@/components/routines/form/rule-rows";
import { InputField, numeric, verbatim } from "@/components/ui/input-field";

/** The rules that a routine's response must meet. */
export function RuleSection({ initial, draft, problemAt, field, onRowsChange }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const summary = useRuleSummary();
  const rowFields = draft.rules.flatMap((_, row) => rowParts.map((part) => ({ row, part })));
  return (
    <FormSection
      title={t("rules")}
      summary={summary(draft)}
      fields={[...ruleFields, ...rowFields]}
      problemAt={problemAt}
      // A row that waits for its text is there to be seen.
      isOpen={initial.rules.some(isEmptyRow)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {ruleFields.map((name) => {
          const { max, placeholder } = ruleInputs[name];
          return (
            <InputField
              key={name}
              {...field(name)}
              {...(max === undefined ? verbatim : { ...numeric, min: 1, max })}
              label={t(`ruleFields.${name}.label`)}
              hint={t(`ruleFields.${name}.hint`)}
              placeholder={placeholder}
              inputClassName={max === undefined ? "font-mono" : undefined}
            />
          );
        })}
      </div>
      <RuleRows initial={initial.rules} problemAt={problemAt} onRowsChange={onRowsChange} />
    </FormSection>
  );
}

/** The rules of the fields in words, and the number of rows. */
function useRuleSummary(): (values: RoutineFormValues) => string[] {
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
    ];
  };
}

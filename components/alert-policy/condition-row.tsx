import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  conditionFields,
  fieldName,
  type ConditionField,
  type PolicyFormValues,
} from "@/components/alert-policy/policy-form-values";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { numeric } from "@/components/ui/input-field";
import type { ConditionType } from "@/lib/domain/incidents/alert-policy";

const widths: Partial<Record<ConditionField, string>> = {
  duration_ms: "inline-block w-24",
  window_minutes: "inline-block w-20",
};

type ConditionRowProps = {
  type: ConditionType;
  values: PolicyFormValues;
  /** The problem of a field or of the condition, in the reader's language. */
  problemAt: (name: string) => string | undefined;
};

/** A condition that is turned on or off, as a sentence with numbers to fill in. */
export function ConditionRow({ type, values, problemAt }: ConditionRowProps) {
  const t = useTranslations("alertPolicy");
  const fields = conditionFields[type];
  const problems = [type, ...fields.map(({ name }) => fieldName(type, name))].flatMap(
    (name) => problemAt(name) ?? [],
  );
  const problemId = `${type}-problem`;
  const input = ({ name, max }: (typeof fields)[number]): ReactNode => {
    const full = fieldName(type, name);
    const hasProblem = problemAt(full) !== undefined;
    return (
      <span key={name} className={widths[name] ?? "inline-block w-16"}>
        <Input
          {...numeric}
          name={full}
          aria-label={t("fieldOf", { condition: t(`names.${type}`), field: t(`fields.${name}`) })}
          aria-invalid={hasProblem || undefined}
          aria-describedby={hasProblem ? problemId : undefined}
          min={1}
          max={max}
          defaultValue={values[full]}
        />
      </span>
    );
  };
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 px-4 py-2.5 has-[input[type=checkbox]:not(:checked)]:text-ink-faint">
      <span className="grid h-9 place-items-center max-lg:h-11">
        <Checkbox
          name={type}
          aria-label={t(`names.${type}`)}
          defaultChecked={values[type] !== ""}
        />
      </span>
      <div>
        <p className="leading-10 max-lg:leading-12">
          {t.rich(`form.${type}`, {
            ...Object.fromEntries(fields.map((field) => [field.name, () => input(field)])),
          })}
        </p>
        {problems.length > 0 && (
          <p id={problemId} className="text-sm text-failed">
            {[...new Set(problems)].join(" ")}
          </p>
        )}
      </div>
    </li>
  );
}

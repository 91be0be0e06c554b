import type { ComponentProps } from "react";
import { Field, type FieldFrame } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

type SelectFieldProps = Omit<ComponentProps<"select">, "children"> &
  FieldFrame & {
    name: string;
    options: readonly (readonly [value: string, text: string])[];
    /** The classes of the select; `className` has those of the field. */
    selectClassName?: string;
  };

/**
 * A field with a choice. Its id is its name, unless it is given one. Where it is required, its empty
 * option only asks for a choice.
 */
export function SelectField({
  name,
  id = name,
  label,
  hint,
  problem,
  options,
  className,
  selectClassName,
  ...select
}: SelectFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem} className={className}>
      {(control) => (
        <Select {...control} name={name} className={selectClassName} {...select}>
          {options.map(([value, text]) => (
            <option key={value} value={value} disabled={select.required === true && value === ""}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

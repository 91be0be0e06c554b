import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type NumberFieldProps = {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  problem: string | undefined;
  defaultValue: string;
  min: number;
  max?: number;
  className?: string;
};

/** A field for a whole number. Its id is its name. */
export function NumberField({
  name,
  label,
  hint,
  problem,
  className = "",
  ...bounds
}: NumberFieldProps) {
  return (
    <Field id={name} label={label} hint={hint} problem={problem} className={className}>
      {(control) => (
        <Input {...control} {...bounds} name={name} type="number" inputMode="numeric" step={1} />
      )}
    </Field>
  );
}

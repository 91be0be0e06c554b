import type { ComponentProps } from "react";
import { Field, type FieldFrame } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** For text that nothing may correct: a name, an address or an expression. */
export const verbatim = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

/** For a whole number. */
export const numeric = { type: "number", inputMode: "numeric", step: 1 } as const;

type InputFieldProps = ComponentProps<"input"> &
  FieldFrame & {
    name: string;
    /** The classes of the input; `className` has those of the field. */
    inputClassName?: string | undefined;
  };

/** A field with a line to type in. Its id is its name, unless it is given one. */
export function InputField({
  name,
  id = name,
  label,
  hint,
  problem,
  className,
  inputClassName,
  ...input
}: InputFieldProps) {
  return (
    <Field id={id} label={label} hint={hint} problem={problem} className={className}>
      {(control) => <Input {...control} name={name} className={inputClassName} {...input} />}
    </Field>
  );
}

import type { ComponentProps, ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type TypedFieldProps = ComponentProps<"input"> & {
  id: string;
  label: ReactNode;
  problem: string | undefined;
};

/** A field for a confirmation that is typed word for word: nothing may fill it in or correct it. */
export function TypedField({ id, label, problem, ...input }: TypedFieldProps) {
  return (
    <Field id={id} label={label} problem={problem} className="w-full max-w-sm">
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          required
          {...input}
        />
      )}
    </Field>
  );
}

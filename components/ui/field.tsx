import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** The attributes that tie a control to its label, hint and problem. */
type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/** What a field shows around its control. */
export type FieldFrame = {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with the value, in the reader's language. */
  problem?: ReactNode;
};

type FieldProps = FieldFrame & {
  id: string;
  className?: string | undefined;
  children: (control: ControlProps) => ReactNode;
};

/** A label, a control, a hint below and the problem, tied together for everyone. */
export function Field({ id, label, hint, problem, className, children }: FieldProps) {
  const describedBy = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div className={cn("grid content-start gap-1.5", className)}>
      <label htmlFor={id} className="block text-sm font-medium text-ink">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": problem ? true : undefined,
      })}
      {problem && (
        <p id={`${id}-problem`} className="text-sm text-failed">
          {problem}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-ink-faint">
          {hint}
        </p>
      )}
    </div>
  );
}

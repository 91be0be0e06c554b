"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useRef, useState, type ComponentProps, type ReactNode } from "react";
import type {
  FormPlace,
  RoutineField,
  RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import type { SentField } from "@/components/routines/form/values/preview-draft";
import type { SentAs } from "@/components/routines/form/values/sent-as";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import type { SecretOption } from "@/lib/domain/routine/secret-option";

/** What every section of the routine form gets. */
export type FormSectionProps = {
  /** The values that the inputs start with. */
  initial: RoutineFormValues;
  /** The values as they are now. */
  draft: RoutineFormValues;
  /** The problems of a field or of a row's field, in the reader's language. */
  problemAt: (place: FormPlace) => string | undefined;
  /** The name, the first value and the problems of a field. */
  field: (name: RoutineField) => {
    name: RoutineField;
    defaultValue: string;
    problem: string | undefined;
  };
  /** A text of the request as the next run sends it, or what is wrong with a value in it. */
  sentAs: (name: SentField) => ComponentProps<typeof SentAs>;
  limits: RoutineLimits;
  /** The secrets that the workspace may use. */
  secrets: readonly SecretOption[];
  /** The routine that is edited; null for a new one. */
  current: RoutineDto | null;
  /** The time zone that the form's times are in. */
  timezone: string;
  /** Reads the draft again. Called once inputs were added or removed, which fires no event. */
  onRowsChange: () => void;
};

/**
 * A part of a form that most people leave as it is: closed, with its current values beside its
 * title. A problem in it opens it; only the reader closes it again.
 */
export function FormSection({
  title,
  summary,
  fields,
  problemAt,
  isOpen = false,
  children,
}: {
  title: string;
  summary: readonly string[];
  fields: readonly FormPlace[];
  problemAt: FormSectionProps["problemAt"];
  /** Whether it is open at first. */
  isOpen?: boolean;
  children: ReactNode;
}) {
  const hasProblem = fields.some((field) => problemAt(field) !== undefined);
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpenAtFirst] = useState(isOpen || hasProblem);
  useEffect(() => {
    if (hasProblem && details.current !== null) details.current.open = true;
  }, [hasProblem]);
  return (
    <details ref={details} open={isOpenAtFirst} className="group/section border-t">
      <summary className="flex min-h-11 cursor-pointer list-none items-start gap-x-2 py-3">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-ink-faint transition-transform duration-150 group-open/section:rotate-90"
        />
        <span className="flex min-w-0 flex-wrap gap-x-2">
          <span className="font-medium">{title}</span>{" "}
          <span className="min-w-0 text-sm [overflow-wrap:anywhere] text-ink-faint">
            {summary.join(", ")}
          </span>
        </span>
      </summary>
      <div className="grid gap-4 pt-1 pb-5">{children}</div>
    </details>
  );
}

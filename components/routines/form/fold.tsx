"use client";

import { ChevronRight } from "lucide-react";
import { useEffect, useRef, useState, type ReactNode } from "react";

/**
 * A part that most people leave as it is: folded, with its current values in its title. A problem in
 * it opens it; only the reader closes it again.
 */
export function Fold({
  title,
  summary,
  hasProblem,
  children,
}: {
  title: string;
  summary: string;
  hasProblem: boolean;
  children: ReactNode;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const [isOpenAtFirst] = useState(hasProblem);
  useEffect(() => {
    if (hasProblem && details.current !== null) details.current.open = true;
  }, [hasProblem]);
  return (
    <details ref={details} open={isOpenAtFirst} className="group/fold border-t">
      <summary className="flex min-h-11 cursor-pointer list-none items-start gap-x-2 py-3">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-ink-faint transition-transform duration-150 group-open/fold:rotate-90"
        />
        <span className="flex min-w-0 flex-wrap gap-x-2">
          <span className="font-medium">{title}</span>{" "}
          <span className="min-w-0 text-sm [overflow-wrap:anywhere] text-ink-faint">{summary}</span>
        </span>
      </summary>
      <div className="grid gap-4 pt-1 pb-5">{children}</div>
    </details>
  );
}

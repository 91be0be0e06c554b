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
      <summary className="flex min-h-11 cursor-pointer list-none flex-wrap items-center gap-x-2 py-2">
        <ChevronRight
          aria-hidden
          className="size-4 text-ink-faint transition-transform duration-150 group-open/fold:rotate-90"
        />
        <span className="font-medium">{title}</span>
        <span className="text-sm text-ink-faint">{summary}</span>
      </summary>
      <div className="grid gap-4 pt-1 pb-5">{children}</div>
    </details>
  );
}

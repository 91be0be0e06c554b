import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Keeps a risky action behind a click: first its consequences show, and only then its button. */
export function Disclosure({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <details className="group/disclosure">
      <summary className="inline-flex min-h-9 cursor-pointer list-none items-center gap-1.5 rounded-control text-ink-soft hover:text-ink max-lg:min-h-11">
        <ChevronRight
          aria-hidden
          className="size-4 text-ink-faint transition-transform duration-150 group-open/disclosure:rotate-90"
        />
        {label}
      </summary>
      <div className="grid grid-cols-1 gap-4 pt-1 pb-3 pl-5.5">{children}</div>
    </details>
  );
}

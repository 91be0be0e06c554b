import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

type FactsProps = {
  children: ReactNode;
  /** Facts that are shown once their label is opened. */
  folded?: { label: ReactNode; facts: ReactNode };
};

const columns = "-mt-px text-sm md:columns-2 md:gap-x-10";

/** Facts in two columns where there is room, read down the first and then the second. */
export function Facts({ children, folded }: FactsProps) {
  return (
    <div className="overflow-hidden rounded-block border bg-raised px-4">
      <dl className={columns}>{children}</dl>
      {folded !== undefined && (
        <details className="group/facts border-t">
          <summary className="flex min-h-9 cursor-pointer list-none items-center gap-1.5 text-sm text-ink-soft hover:text-ink max-lg:min-h-11">
            <ChevronRight
              aria-hidden
              className="size-4 text-ink-faint transition-transform duration-150 group-open/facts:rotate-90 print:hidden"
            />
            {folded.label}
          </summary>
          <div className="overflow-hidden border-t">
            <dl className={columns}>{folded.facts}</dl>
          </div>
        </details>
      )}
    </div>
  );
}

type FactProps = {
  label: ReactNode;
  /** The value takes the whole width of a phone, under its label. */
  isWide?: boolean;
  children: ReactNode;
};

/** One line of facts: what it is, and its value. */
export function Fact({ label, isWide = false, children }: FactProps) {
  return (
    <div
      className={cn(
        "grid break-inside-avoid grid-cols-[7.5rem_minmax(0,1fr)] gap-3 border-t py-2",
        isWide && "max-sm:grid-cols-1 max-sm:gap-1",
      )}
    >
      <dt className="text-ink-faint">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Facts in two columns where there is room, read down the first and then the second. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <div className="overflow-hidden rounded-block border bg-raised px-4">
      <dl className="-mt-px text-sm md:columns-2 md:gap-x-10">{children}</dl>
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

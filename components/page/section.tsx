import type { ReactNode } from "react";

type SectionProps = { title: ReactNode; aside?: ReactNode; children: ReactNode };

/** A block of a page under its own heading. */
export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className="mt-8 first-of-type:mt-0">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="font-semibold">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

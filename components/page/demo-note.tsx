import type { ReactNode } from "react";

/** A calm line that says what of a page is made for the demo. */
export function DemoNote({ children }: { children: ReactNode }) {
  return (
    <p className="mb-6 max-w-3xl border-l-2 border-l-accent pl-3 text-sm text-ink-soft">
      {children}
    </p>
  );
}

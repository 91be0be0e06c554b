import type { ReactNode } from "react";

type EmptyStateProps = {
  title: ReactNode;
  text: ReactNode;
  action?: ReactNode;
  /** `h1` where it is all that there is on the page. */
  heading?: "h1" | "h2";
};

/** One sentence on what belongs here, and the one thing to do about it. */
export function EmptyState({ title, text, action, heading: Heading = "h2" }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-1 rounded-block border border-dashed px-6 py-12 text-center">
      <Heading className="font-semibold">{title}</Heading>
      <p className="max-w-md text-ink-soft">{text}</p>
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}

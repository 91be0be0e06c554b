import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  /** One sentence that says the state. */
  lead?: ReactNode;
  /** Beside the title; a part that is as wide as the page goes below it. */
  actions?: ReactNode;
};

export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <div className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">{title}</h1>
        {lead && <div className="mt-1 text-ink-soft">{lead}</div>}
      </div>
      {actions}
    </div>
  );
}

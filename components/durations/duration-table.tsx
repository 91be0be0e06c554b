"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import type { DurationData } from "@/components/durations/duration-points";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { Duration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";

type FigureRow = { id: string; cells: ReactNode[] };

/** The figures of a chart of durations, newest first. */
function Figures({ data }: { data: DurationData }) {
  const t = useTranslations("chart");
  const columns =
    data.kind === "runs"
      ? (["when", "outcome", "duration"] as const)
      : ([
          "stretch",
          "succeeded",
          "degraded",
          "failed",
          "abandoned",
          "missed",
          "p50",
          "p95",
          "max",
        ] as const);
  const rows: FigureRow[] =
    data.kind === "runs"
      ? data.runs.toReversed().map((run) => ({
          id: run.id,
          cells: [
            <Link key="when" href={`/runs/${run.id}`} className="underline underline-offset-2">
              <ExactTime value={run.at} />
            </Link>,
            <StatusLabel key="outcome" state={runState(run)} />,
            <Duration key="duration" ms={run.duration_ms} />,
          ],
        }))
      : data.summary.buckets.toReversed().map((bucket) => ({
          id: bucket.starts_at,
          cells: [
            <ExactTime key="stretch" value={bucket.starts_at} format="minute" />,
            bucket.succeeded,
            bucket.degraded,
            bucket.failed,
            bucket.abandoned,
            bucket.missed,
            <Duration key="p50" ms={bucket.p50_ms} />,
            <Duration key="p95" ms={bucket.p95_ms} />,
            <Duration key="max" ms={bucket.max_ms} />,
          ],
        }));
  return (
    <div
      className="max-h-96 overflow-auto rounded-block border bg-raised"
      role="group"
      aria-label={t("figures")}
      tabIndex={0}
    >
      <table className="w-full text-left tabular-nums">
        <thead className="sticky top-0 bg-sunken text-ink-faint">
          <tr className="*:h-9 *:px-3 *:font-medium *:whitespace-nowrap">
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map(({ id, cells }) => (
            <tr key={id} className="*:h-9 *:px-3 *:whitespace-nowrap">
              {cells.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/**
 * The figures of a chart of durations, in a section that opens. They are rendered when it is opened, as
 * there are hundreds; without a script there is no section, and the history below has the same figures.
 */
export function DurationTable({ data }: { data: DurationData }) {
  const t = useTranslations("chart");
  const isHydrated = useHydrated();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className={cn("group/figures mt-2 text-sm", !isHydrated && "invisible")}
    >
      <summary className="inline-flex min-h-9 cursor-pointer list-none items-center gap-1 text-ink-soft hover:text-ink max-lg:min-h-11">
        <ChevronRight
          aria-hidden
          className="size-4 transition-transform duration-150 group-open/figures:rotate-90"
        />
        {t("figures")}
      </summary>
      {isOpen && <Figures data={data} />}
    </details>
  );
}

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DurationData } from "@/components/durations/duration-points";

type ChartStatusProps = {
  kind: DurationData["kind"];
  /** The details of the chosen mark; without one, the line says how to read the chart. */
  children?: ReactNode;
};

/** The line under the chart of durations. */
export function ChartStatus({ kind, children }: ChartStatusProps) {
  const t = useTranslations();
  return (
    <p
      role="status"
      className="mt-2 flex min-h-10 flex-wrap content-start items-center gap-x-3 px-1 text-sm text-ink-soft tabular-nums sm:min-h-5"
    >
      {children ?? (
        <span className="text-ink-faint">
          {t(kind === "runs" ? "pulse.legend" : "chart.legend")}
        </span>
      )}
    </p>
  );
}

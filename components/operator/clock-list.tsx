import { useTranslations } from "next-intl";
import { DataTable } from "@/components/operator/data-table";
import { useSpan } from "@/components/operator/use-span";
import type { ClockFacts } from "@/lib/domain/instance/clock";

/** Who calls ticks, how often, and when each last did. */
export function ClockList({ clocks }: { clocks: readonly ClockFacts[] }) {
  const t = useTranslations("operator.clocks");
  const span = useSpan();
  return (
    <DataTable
      columns={[t("name"), t("last"), t("every"), t("longest"), t("ticks")]}
      empty={t("empty")}
      rows={clocks.map((clock) => ({
        key: clock.name,
        cells: [
          <code key="name" className="font-mono">
            {clock.name}
          </code>,
          t("ago", { span: span(clock.lastTickSeconds) }),
          clock.meanGapSeconds === null ? "–" : span(clock.meanGapSeconds),
          clock.longestGapSeconds === null ? "–" : span(clock.longestGapSeconds),
          t("count", { count: clock.ticks }),
        ],
      }))}
    />
  );
}

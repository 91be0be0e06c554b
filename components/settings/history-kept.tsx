import { useTranslations } from "next-intl";
import { ExactTime } from "@/components/time/time";
import type { HistoryKeptDto } from "@/lib/domain/history/history-kept";

/** How far back the history goes, and what was removed of it to save space. */
export function HistoryKept({ kept }: { kept: HistoryKeptDto }) {
  const t = useTranslations("historyKept");
  const removed = [
    ["runs", kept.runs_removed_before],
    ["responses", kept.responses_removed_before],
  ] as const;
  return (
    <div className="grid max-w-xl gap-2">
      <p>{t("days", { days: kept.retention_days })}</p>
      {removed.map(
        ([key, before]) =>
          before !== null && (
            <p key={key} className="text-ink-soft">
              {t.rich(key, { time: () => <ExactTime value={before} format="date" /> })}
            </p>
          ),
      )}
    </div>
  );
}

import { useLocale, useTranslations } from "next-intl";
import type { CardSummary } from "@/components/pulse/run-card";
import { runState } from "@/components/pulse/run-state";
import { useDuration } from "@/components/time/duration";
import { exactTimeText } from "@/components/time/exact-time-text";
import { useViewerZone } from "@/components/time/viewer-zone-provider";

/** The text of a `RunCard` for a screen reader, its time in the reader's zone. */
export function useRunSummaryText(): (run: CardSummary) => string {
  const t = useTranslations();
  const locale = useLocale();
  const timezone = useViewerZone();
  const duration = useDuration();
  return (run) =>
    [
      run.at === null
        ? null
        : exactTimeText(run.at, "minute", timezone === null ? null : { locale, timezone }),
      t(`status.${runState(run)}`),
      run.in_maintenance ? t("pulse.inMaintenance") : null,
      run.error_code === null || run.error_code === "HTTP_STATUS"
        ? null
        : t(`errorCodes.${run.error_code}.title`),
      run.http_status === null ? null : t("pulse.http", { status: run.http_status }),
      run.duration_ms === null ? null : duration(run.duration_ms),
      run.lag_ms === null ? null : `${t("pulse.lag")} ${duration(run.lag_ms)}`,
    ]
      .filter((part) => part !== null)
      .join(", ");
}

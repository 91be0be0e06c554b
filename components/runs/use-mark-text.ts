import { useTranslations } from "next-intl";
import { useDuration } from "@/components/layout/duration";
import { exactTimeText } from "@/components/layout/exact-time-text";
import { markTime } from "@/components/runs/mark-time";
import { runState } from "@/components/runs/run-state";
import type { PulseMark } from "@/lib/domain/overview";

/** One mark in words, its time in UTC so that the server and every browser say the same. */
export function useMarkText(): (mark: PulseMark) => string {
  const t = useTranslations();
  const duration = useDuration();
  return (mark) =>
    [
      exactTimeText(markTime(mark), "full", null),
      t(`status.${runState(mark)}`),
      mark.error_code !== null && mark.error_code !== "HTTP_STATUS"
        ? t(`errorCodes.${mark.error_code}.title`)
        : null,
      mark.http_status === null ? null : t("pulse.http", { status: mark.http_status }),
      mark.duration_ms === null ? null : duration(mark.duration_ms),
    ]
      .filter((part) => part !== null)
      .join(" · ");
}

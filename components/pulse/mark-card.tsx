import { useTranslations } from "next-intl";
import { markTime } from "@/components/pulse/mark-time";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { useDuration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import type { PulseMark } from "@/lib/domain/run/pulse";

/** What there is to say of one mark, in a line. */
export function MarkCard({ mark }: { mark: PulseMark }) {
  const t = useTranslations();
  const duration = useDuration();
  return (
    <>
      <StatusLabel state={runState(mark)} />
      <ExactTime value={markTime(mark)} />
      {mark.http_status !== null && <span>{t("pulse.http", { status: mark.http_status })}</span>}
      {mark.duration_ms !== null && <span>{duration(mark.duration_ms)}</span>}
      {mark.lag_ms !== null && (
        <span>
          {t("pulse.lag")} {duration(mark.lag_ms)}
        </span>
      )}
      {mark.error_code !== null && <span>{t(`errorCodes.${mark.error_code}.title`)}</span>}
    </>
  );
}

import { useTranslations } from "next-intl";
import { bucketState, type DurationPoint } from "@/components/durations/duration-points";
import { markTime } from "@/components/pulse/mark-time";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { useDuration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { DurationBucket } from "@/lib/domain/run/duration-summary";
import type { PulseMark } from "@/lib/domain/run/pulse";

function RunDetails({ mark }: { mark: PulseMark }) {
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
      <TextLink href={`/runs/${mark.id}`}>{t("routine.openRun")}</TextLink>
    </>
  );
}

function BucketDetails({ bucket }: { bucket: DurationBucket }) {
  const t = useTranslations("chart");
  const duration = useDuration();
  const { starts_at, p50_ms, p95_ms, max_ms, ...counts } = bucket;
  return (
    <>
      <StatusLabel state={bucketState(bucket)} />
      <span>{t.rich("from", { time: () => <ExactTime value={starts_at} format="minute" /> })}</span>
      <span>{t("counts", counts)}</span>
      {p50_ms !== null && (
        <span>
          {t("percentiles", {
            p50: duration(p50_ms),
            p95: duration(p95_ms),
            max: duration(max_ms),
          })}
        </span>
      )}
    </>
  );
}

/** The details of a run, or of a stretch of time, in a line. */
export function PointDetails({ point }: { point: DurationPoint }) {
  return "bucket" in point ? (
    <BucketDetails bucket={point.bucket} />
  ) : (
    <RunDetails mark={point.mark} />
  );
}

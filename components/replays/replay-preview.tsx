import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SlotTime } from "@/components/time/slot-time";
import { leftOutReasons } from "@/lib/domain/replays/choose-slots";
import type { ReplayPreviewDto } from "@/lib/domain/replays/replay";
import { replayableStates } from "@/lib/domain/replays/replay-options";
import { MINUTE_SECONDS } from "@/lib/domain/time-units";

type ReplayPreviewProps = {
  preview: ReplayPreviewDto;
  timezone: string;
  /** The button that starts it. */
  children: ReactNode;
};

/** What a replay would run, how long that takes, and what it leaves out and why. */
export function ReplayPreview({ preview, timezone, children }: ReplayPreviewProps) {
  const t = useTranslations("replays");
  const { slot_count, by_status, duration_seconds, left_out, kept_since, routines } = preview;
  const isPaused = routines.some(({ is_paused }) => is_paused);
  const leftOut = leftOutReasons.filter((reason) => left_out[reason] > 0);
  return (
    <div className="grid max-w-2xl gap-3 rounded-block border bg-raised p-4">
      <p className="font-medium">{t("willRun", { count: slot_count })}</p>
      {slot_count > 0 && (
        <ul className="list-disc pl-5 text-ink-soft">
          {replayableStates.map(
            (state) =>
              by_status[state] > 0 && (
                <li key={state}>{t(`counted.${state}`, { count: by_status[state] })}</li>
              ),
          )}
          <li>{t("takes", { minutes: Math.ceil(duration_seconds / MINUTE_SECONDS) })}</li>
        </ul>
      )}
      {leftOut.length > 0 && (
        <>
          <p>{t("leftOutTitle")}</p>
          <ul className="list-disc pl-5 text-ink-soft">
            {leftOut.map((reason) => (
              <li key={reason}>{t(`leftOut.${reason}`, { count: left_out[reason] })}</li>
            ))}
          </ul>
        </>
      )}
      {kept_since !== null && (
        <p className="text-ink-soft">
          {t.rich("keptSince", {
            time: () => <SlotTime value={kept_since} timezone={timezone} format="date" />,
          })}
        </p>
      )}
      {isPaused && slot_count > 0 && <p>{t("pausedNow")}</p>}
      {slot_count > 0 && (
        <>
          <p className="text-sm text-ink-soft">{t("sameKey")}</p>
          {children}
        </>
      )}
    </div>
  );
}

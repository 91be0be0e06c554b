"use client";

import { useLocale, useTranslations } from "next-intl";
import {
  exactTimeText,
  isSameClock,
  zonedTimeText,
  type TimeStyle,
} from "@/components/layout/exact-time-text";
import { useServerNow } from "@/components/layout/now-provider";
import { timeDistance } from "@/components/layout/time-distance";
import { useViewerZone } from "@/components/layout/use-viewer-zone";

type TimeProps = { value: string; className?: string };

function useExactTime(value: string, style: TimeStyle): string {
  const locale = useLocale();
  const timezone = useViewerZone();
  return exactTimeText(value, style, timezone === null ? null : { locale, timezone });
}

/** How long ago, or in how long if `ahead`; the exact time is in its title. */
export function RelativeTime({ value, ahead = false, className }: TimeProps & { ahead?: boolean }) {
  const t = useTranslations();
  const { key, count } = timeDistance(Date.parse(value), useServerNow(), ahead);
  return (
    <time dateTime={value} title={useExactTime(value, "full")} className={className}>
      {t(`time.${key}`, { count })}
    </time>
  );
}

/** The exact time: UTC as it comes from the server, then the reader's own zone. */
export function ExactTime({
  value,
  format = "full",
  className,
}: TimeProps & { format?: TimeStyle }) {
  return (
    <time dateTime={value} title={useExactTime(value, "full")} className={className}>
      {useExactTime(value, format)}
    </time>
  );
}

/** The time on a clock in `timezone`, and under it, where that differs, in the reader's zone. */
export function ZonedTime({ value, timezone }: { value: string; timezone: string }) {
  const t = useTranslations("time");
  const locale = useLocale();
  const viewerZone = useViewerZone();
  const title = useExactTime(value, "full");
  return (
    <>
      <time dateTime={value} title={title}>
        {zonedTimeText(value, "date", timezone, viewerZone === null ? null : locale)}
      </time>
      {viewerZone !== null && !isSameClock(value, timezone, viewerZone) && (
        <span className="block text-ink-faint">
          {t("yours", {
            time: exactTimeText(value, "date", { locale, timezone: viewerZone }),
          })}
        </span>
      )}
    </>
  );
}

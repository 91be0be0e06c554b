"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  exactTimeText,
  isSameClock,
  zonedTimeText,
  type TimeStyle,
} from "@/components/time/exact-time-text";
import { useServerNow } from "@/components/time/now-provider";
import { timeDistance } from "@/components/time/time-distance";
import { useReadZone, useViewerZone } from "@/components/time/viewer-zone-provider";

type TimeProps = { value: string; className?: string | undefined };

/**
 * A time with the exact one in its title: in UTC, and in the reader's zone once a pointer comes
 * near. The title changes without a render, since a page has many times.
 */
function Time({ value, children, className }: TimeProps & { children: ReactNode }) {
  const locale = useLocale();
  const readZone = useReadZone();
  return (
    <time
      dateTime={value}
      title={exactTimeText(value, "full", null)}
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = exactTimeText(value, "full", { locale, timezone: readZone() });
      }}
      className={className}
    >
      {children}
    </time>
  );
}

/** How long ago, or in how long if `ahead`; the exact time is in its title. */
export function RelativeTime({ value, ahead = false, className }: TimeProps & { ahead?: boolean }) {
  const t = useTranslations();
  const { key, count } = timeDistance(Date.parse(value), useServerNow(), ahead);
  return (
    <Time value={value} className={className}>
      {t(`time.${key}`, { count })}
    </Time>
  );
}

/** The exact time: UTC as it comes from the server, then the reader's own zone. */
export function ExactTime({
  value,
  format = "full",
  className,
}: TimeProps & { format?: TimeStyle }) {
  const locale = useLocale();
  const timezone = useViewerZone();
  return (
    <Time value={value} className={className}>
      {exactTimeText(value, format, timezone === null ? null : { locale, timezone })}
    </Time>
  );
}

/** The time on a clock in `timezone`, and under it, where that differs, in the reader's zone. */
export function ZonedTime({ value, timezone }: { value: string; timezone: string }) {
  const t = useTranslations("time");
  const locale = useLocale();
  const viewerZone = useViewerZone();
  return (
    <>
      <Time value={value}>
        {zonedTimeText(value, "date", timezone, viewerZone === null ? null : locale)}
      </Time>
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

"use client";

import { useLocale } from "next-intl";
import { exactTimeText, zonedTimeText, type TimeStyle } from "@/components/time/exact-time-text";
import { useViewerZone } from "@/components/time/viewer-zone-provider";

type SlotTimeProps = { value: string; timezone: string; format?: TimeStyle; className?: string };

/** A moment on the clocks of a routine's zone; its title has it in the reader's. */
export function SlotTime({ value, timezone, format = "minute", className }: SlotTimeProps) {
  const locale = useLocale();
  const viewerZone = useViewerZone();
  return (
    <time
      dateTime={value}
      title={exactTimeText(
        value,
        "full",
        viewerZone === null ? null : { locale, timezone: viewerZone },
      )}
      className={className}
    >
      {zonedTimeText(value, format, timezone, viewerZone && locale)}
    </time>
  );
}

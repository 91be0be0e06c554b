"use client";

import { useLocale, useTranslations } from "next-intl";
import { exactTimeText, isSameClock, zonedTimeText } from "@/components/time/exact-time-text";
import { useViewerZone } from "@/components/time/viewer-zone-provider";

/** Slots in the routine's time zone and, if its clock differs, in the reader's. */
export function SlotList({ slots, timezone }: { slots: readonly string[]; timezone: string }) {
  const t = useTranslations("routine");
  const locale = useLocale();
  const viewerZone = useViewerZone();
  const reader = viewerZone === null ? null : { locale, timezone: viewerZone };
  const differs =
    viewerZone !== null && slots.some((slot) => !isSameClock(slot, timezone, viewerZone));
  return (
    <table className="text-left tabular-nums">
      <thead className="text-ink-faint">
        <tr className="*:pb-1 *:font-normal *:not-last:pr-4">
          <th scope="col">{timezone}</th>
          {differs && (
            <th scope="col" title={viewerZone}>
              {t("yourTime")}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {slots.map((slot) => (
          <tr key={slot} className="align-top *:pb-1 *:not-last:pr-4">
            <td>
              <time
                dateTime={slot}
                className="whitespace-nowrap"
                title={exactTimeText(slot, "full", reader)}
              >
                {zonedTimeText(slot, "minute", timezone, viewerZone && locale)}
              </time>
            </td>
            {differs && (
              <td className="whitespace-nowrap text-ink-faint">
                {exactTimeText(slot, "weekday", reader)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

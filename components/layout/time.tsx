"use client";

import { useLocale, useTranslations } from "next-intl";
import { exactTimeText, type TimeStyle } from "@/components/layout/exact-time-text";
import { useServerNow } from "@/components/layout/now-provider";
import { timeDistance } from "@/components/layout/time-distance";
import { useHydrated } from "@/components/layout/use-hydrated";

type TimeProps = { value: string; className?: string };

function useExactTime(value: string, style: TimeStyle): string {
  const locale = useLocale();
  return exactTimeText(value, style, useHydrated() ? locale : null);
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

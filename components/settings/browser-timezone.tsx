"use client";

import { useTranslations } from "next-intl";
import { useHydrated } from "@/components/layout/use-hydrated";

/** The zone in which this browser shows times. */
export function BrowserTimezone() {
  const t = useTranslations("settings");
  const zone = useHydrated() ? Intl.DateTimeFormat().resolvedOptions().timeZone : null;
  return <span className="font-medium text-ink">{zone ?? t("timezoneUnknown")}</span>;
}

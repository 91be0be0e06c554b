"use client";

import { useHydrated } from "@/components/layout/use-hydrated";
import { useChosenZone } from "@/components/layout/viewer-zone-provider";

let browserZone: string | undefined;

/** The zone of this browser, asked for once: every time on a page wants it. */
function getBrowserZone(): string {
  browserZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return browserZone;
}

/**
 * The reader's time zone: the one that they chose, else that of their browser. Null on the server and
 * in the first render: neither knows what the browser would say, nor its words for a date.
 */
export function useViewerZone(): string | null {
  const chosen = useChosenZone();
  const isHydrated = useHydrated();
  if (!isHydrated) return null;
  return chosen ?? getBrowserZone();
}

/** Reads the reader's time zone where only a browser asks: when something happens there. */
export function useReadZone(): () => string {
  const chosen = useChosenZone();
  return () => chosen ?? getBrowserZone();
}

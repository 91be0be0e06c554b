"use client";

import { createContext, use, useDeferredValue, useMemo, type ReactNode } from "react";
import { usePainted } from "@/components/time/use-painted";

type Zones = {
  /** The zone that the reader has chosen; null means that of the browser. */
  chosen: string | null;
  /** The zone to show times in; null on the server and before the first paint. */
  shown: string | null;
};

const ViewerZone = createContext<Zones | null>(null);

let browserZone: string | undefined;

/** The zone of this browser, asked for once: every time on a page needs it. */
function getBrowserZone(): string {
  browserZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return browserZone;
}

function useZones(): Zones {
  const zones = use(ViewerZone);
  if (zones === null) throw new Error("The reader's zone is used outside of ViewerZoneProvider.");
  return zones;
}

/**
 * Shares the reader's time zone. A page has many times: they change to it one after the other, and
 * give way to input meanwhile.
 */
export function ViewerZoneProvider({
  timezone,
  children,
}: {
  timezone: string | null;
  children: ReactNode;
}) {
  const isPainted = usePainted();
  const shown = useDeferredValue(isPainted ? (timezone ?? getBrowserZone()) : null);
  const zones = useMemo(() => ({ chosen: timezone, shown }), [timezone, shown]);
  return <ViewerZone value={zones}>{children}</ViewerZone>;
}

/**
 * The reader's time zone: the one that they chose, else their browser's. Null on the server, which
 * knows neither the browser's zone nor its words for a date, and until the first paint: formatting
 * its first date takes a browser as long as a whole frame.
 */
export const useViewerZone = (): string | null => useZones().shown;

/** Reads the reader's time zone where only a browser asks: when something happens there. */
export function useReadZone(): () => string {
  const { chosen } = useZones();
  return () => chosen ?? getBrowserZone();
}

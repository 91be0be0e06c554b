"use client";

import { createContext, use, useDeferredValue, useMemo, type ReactNode } from "react";
import { usePainted } from "@/components/time/use-painted";

type Zones = {
  /** The zone that the reader has chosen; null means that of the browser. */
  chosen: string | null;
  /** The zone to tell times in; null on the server and before the first paint. */
  shown: string | null;
};

const ViewerZone = createContext<Zones | null>(null);

let browserZone: string | undefined;

/** The zone of this browser, asked for once: every time on a page wants it. */
function getBrowserZone(): string {
  browserZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return browserZone;
}

function useZones(): Zones {
  const zones = use(ViewerZone);
  if (zones === null) throw new Error("The reader's zone is asked for outside of its provider.");
  return zones;
}

/**
 * Shares the reader's time zone. A page has many times: they are told in it one after the other, and
 * whatever is touched meanwhile comes first.
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
 * The reader's time zone: the one that they chose, else that of their browser. Null on the server,
 * which does not know what the browser would say, nor its words for a date, and until the first paint:
 * its first words for a date take a browser the time of a whole frame.
 */
export const useViewerZone = (): string | null => useZones().shown;

/** Reads the reader's time zone where only a browser asks: when something happens there. */
export function useReadZone(): () => string {
  const { chosen } = useZones();
  return () => chosen ?? getBrowserZone();
}

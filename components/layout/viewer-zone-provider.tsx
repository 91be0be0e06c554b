"use client";

import { createContext, use, useDeferredValue, useMemo, type ReactNode } from "react";
import { useHydrated } from "@/components/layout/use-hydrated";

type Zones = {
  /** The zone that the reader has chosen; null means that of the browser. */
  chosen: string | null;
  /** The zone to tell times in; null on the server and in the first render. */
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
  const isHydrated = useHydrated();
  const shown = useDeferredValue(isHydrated ? (timezone ?? getBrowserZone()) : null);
  const zones = useMemo(() => ({ chosen: timezone, shown }), [timezone, shown]);
  return <ViewerZone value={zones}>{children}</ViewerZone>;
}

/**
 * The reader's time zone: the one that they chose, else that of their browser. Null on the server and
 * in the first render: neither knows what the browser would say, nor its words for a date.
 */
export const useViewerZone = (): string | null => useZones().shown;

/** Reads the reader's time zone where only a browser asks: when something happens there. */
export function useReadZone(): () => string {
  const { chosen } = useZones();
  return () => chosen ?? getBrowserZone();
}

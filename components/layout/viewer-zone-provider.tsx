"use client";

import { createContext, use, type ReactNode } from "react";

const ChosenZone = createContext<string | null>(null);

/** Shares the time zone that the reader has chosen; null means that of the browser. */
export function ViewerZoneProvider({
  timezone,
  children,
}: {
  timezone: string | null;
  children: ReactNode;
}) {
  return <ChosenZone value={timezone}>{children}</ChosenZone>;
}

export const useChosenZone = (): string | null => use(ChosenZone);

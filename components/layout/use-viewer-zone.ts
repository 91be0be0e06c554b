"use client";

import { useHydrated } from "@/components/layout/use-hydrated";

/** The reader's time zone; null on the server and in the first render, which do not know it. */
export function useViewerZone(): string | null {
  return useHydrated() ? Intl.DateTimeFormat().resolvedOptions().timeZone : null;
}

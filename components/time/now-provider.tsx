"use client";

import { createContext, use, useEffect, useState, type ReactNode } from "react";

const REFRESH_MS = 5_000;

const Now = createContext<number | null>(null);

/**
 * Shares the time with everything that shows ages. It starts from the server's clock and advances
 * with the browser's, so a browser whose clock is wrong still shows the right ages, and its first
 * render says what the server said.
 */
export function NowProvider({ now, children }: { now: string; children: ReactNode }) {
  const serverNow = Date.parse(now);
  const [elapsed, setElapsed] = useState({ since: serverNow, ms: 0 });

  useEffect(() => {
    const startedAt = performance.now();
    const timer = setInterval(
      () => setElapsed({ since: serverNow, ms: performance.now() - startedAt }),
      REFRESH_MS,
    );
    return () => clearInterval(timer);
  }, [serverNow]);

  return <Now value={serverNow + (elapsed.since === serverNow ? elapsed.ms : 0)}>{children}</Now>;
}

/** Milliseconds since the epoch, by the server's clock. */
export function useServerNow(): number {
  const now = use(Now);
  if (now === null) throw new Error("useServerNow is used outside of NowProvider.");
  return now;
}

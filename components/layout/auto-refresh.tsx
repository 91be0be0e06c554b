"use client";

import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";

const REFRESH_MS = 5_000;

/**
 * Fetches the page's data anew every few seconds while somebody may be looking. What changed is
 * replaced in place: focus, scroll position and open dialogs stay.
 */
export function AutoRefresh() {
  const router = useRouter();
  const [isRefreshing, startTransition] = useTransition();

  useEffect(() => {
    if (isRefreshing) return;
    const refresh = () => {
      if (document.visibilityState === "visible") startTransition(() => router.refresh());
    };
    const timer = setInterval(refresh, REFRESH_MS);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router, isRefreshing]);

  return null;
}

"use client";

import { useSyncExternalStore } from "react";

function subscribe(onPaint: () => void) {
  const observer = new PerformanceObserver(onPaint);
  observer.observe({ type: "paint" });
  return () => observer.disconnect();
}

let isPainted = false;

/** A tab in the background paints nothing: there is no first paint to hold up. */
function readPainted(): boolean {
  isPainted ||= document.hidden || performance.getEntriesByType("paint").length > 0;
  return isPainted;
}

/**
 * False until the browser has painted something of the page, and true from then on, across
 * navigation too: for what can wait until after the first paint.
 */
export function usePainted(): boolean {
  return useSyncExternalStore(subscribe, readPainted, () => false);
}

"use client";

import { useRef } from "react";

/**
 * The element that the focus goes back to; for a menu, which is gone by then, the button that
 * opened it.
 */
function findOrigin(): HTMLElement | null {
  const active = document.activeElement;
  const opener = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const origin = opener ? document.getElementById(opener) : active;
  return origin instanceof HTMLElement ? origin : null;
}

/** Returns the focus to where it came from, for a dialog that has no trigger of its own. */
export function useReturnFocus() {
  const originRef = useRef<HTMLElement | null>(null);
  return {
    onOpenAutoFocus: () => {
      originRef.current = findOrigin();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      originRef.current?.focus();
    },
  };
}

"use client";

import { useRef } from "react";

/** What the focus goes back to: of a menu, which is gone by then, the button that opened it. */
function findOrigin(): HTMLElement | null {
  const active = document.activeElement;
  const opener = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const origin = opener ? document.getElementById(opener) : active;
  return origin instanceof HTMLElement ? origin : null;
}

/** For a dialog that has no trigger of its own: its focus goes back to where it came from. */
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

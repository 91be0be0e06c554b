"use client";

import { useSyncExternalStore } from "react";

const subscribeToNothing = () => () => undefined;

/** What only a browser can `read`; until its first render is over, what the server says. */
export const useInBrowser = <Value>(read: () => Value, onServer: Value): Value =>
  useSyncExternalStore(subscribeToNothing, read, () => onServer);

/** False on the server and in the first render of the browser, true from then on. */
export const useHydrated = (): boolean => useInBrowser(() => true, false);

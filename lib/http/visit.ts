import { AsyncLocalStorage } from "node:async_hooks";

/**
 * A form or an action on its way to a page. Until it reaches the app, what goes wrong with it is a
 * request that can't be read.
 */
export type Visit = {
  hasArrived: boolean;
  /** What Next.js would have logged before it arrived. */
  held: (() => void)[];
  /** The first reason that was held. */
  reason: string | null;
};

const shared = globalThis as typeof globalThis & { opspulseVisits?: AsyncLocalStorage<Visit> };

/** On the global object, because the build gives the instrumentation and each route modules of their own. */
export const visits = (shared.opspulseVisits ??= new AsyncLocalStorage<Visit>());

/** Marks the request of the moment as one that was read. */
export function arrive(): void {
  const visit = visits.getStore();
  if (visit !== undefined) visit.hasArrived = true;
}

/**
 * Holds back what is logged about a form or an action until it has arrived: Next.js logs one that it
 * can't read with a stack, as an error of the app.
 */
export function holdLogs(): void {
  for (const level of ["error", "warn"] as const) {
    const write = console[level].bind(console);
    console[level] = (...parts: unknown[]) => {
      const visit = visits.getStore();
      if (visit === undefined || visit.hasArrived) {
        write(...parts);
        return;
      }
      const error = parts.find((part) => part instanceof Error);
      visit.reason ??= error?.message.split("\n", 1)[0] ?? null;
      visit.held.push(() => write(...parts));
    };
  }
}

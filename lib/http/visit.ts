import { AsyncLocalStorage } from "node:async_hooks";
import { perProcess } from "@/lib/per-process";

/**
 * A request that may change something. Until a form or an action has arrived at the app, what goes wrong
 * with it is a request that can't be read; one to the API arrives at once.
 */
export type Visit = {
  hasArrived: boolean;
  /** What Next.js would have logged before it arrived. */
  held: (() => void)[];
  /** The first reason that was held. */
  reason: string | null;
};

export const visits = perProcess("opspulseVisits", () => new AsyncLocalStorage<Visit>());

/** Marks the request of the moment as one that was read. */
export function arrive(): void {
  const visit = visits.getStore();
  if (visit !== undefined) visit.hasArrived = true;
}

/** The end of a request whose sender has gone away. */
const isAbort = (error: Error | undefined) =>
  error?.message === "aborted" && "code" in error && error.code === "ECONNRESET";

/**
 * Holds back what is logged about a form or an action until it has arrived: Next.js logs one that it
 * can't read with a stack, as an error of the app. That a sender has gone away isn't logged at all.
 */
export function holdLogs(): void {
  const output = globalThis.console;
  for (const level of ["error", "warn"] as const) {
    const write = output[level].bind(output);
    output[level] = (...parts: unknown[]) => {
      const visit = visits.getStore();
      const error = parts.find((part) => part instanceof Error);
      if (visit !== undefined && isAbort(error)) return;
      if (visit === undefined || visit.hasArrived) {
        write(...parts);
        return;
      }
      visit.reason ??= error?.message.split("\n", 1)[0] ?? null;
      visit.held.push(() => write(...parts));
    };
  }
}

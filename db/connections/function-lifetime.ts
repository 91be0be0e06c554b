/** Where Vercel keeps what belongs to the request that is served, for its own and others' packages. */
const REQUEST_CONTEXT = Symbol.for("@vercel/request-context");

type RequestContext = { waitUntil?: (work: Promise<unknown>) => void };

/**
 * Keeps the function of this process from being suspended until `work` has settled, where the platform
 * suspends functions: a suspended one can't close its connections, and the pooler would count them for as
 * long as it waits. Does nothing elsewhere, and outside of a request. The rule of Vercel's own
 * `attachDatabasePool`, which knows other drivers.
 */
export function stayAwakeUntil(work: Promise<unknown>): void {
  const holder = (globalThis as Record<symbol, unknown>)[REQUEST_CONTEXT] as
    { get?: () => RequestContext | undefined } | undefined;
  holder?.get?.()?.waitUntil?.(work);
}

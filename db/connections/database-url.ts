/** What Supabase and Prisma append to a URL that leads to a transaction pooler. */
const POOLER_PARAMETER = "pgbouncer";

/** The port of Supabase's transaction pooler, and the name of the host of all its poolers. */
const POOLER_PORT = "6543";
const POOLER_HOST = ".pooler.supabase.com";

/**
 * The URL for the driver, and whether it says that a pooler is in between. The driver would send
 * the parameter that says so to the server, which refuses it.
 */
export function readDatabaseUrl(text: string): { url: string; isPooled: boolean } {
  const url = new URL(text);
  const isPooled =
    url.port === POOLER_PORT ||
    url.hostname.endsWith(POOLER_HOST) ||
    url.searchParams.get(POOLER_PARAMETER) === "true";
  if (!url.searchParams.has(POOLER_PARAMETER)) return { url: text, isPooled };
  url.searchParams.delete(POOLER_PARAMETER);
  return { url: url.href, isPooled };
}

/** Host, port and database: the part of a URL that names a database, without what opens it. */
export function addressOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === "" ? "5432" : port}${pathname}`;
}

import { splitDatabaseUrl } from "@/lib/domain/database-servers";

/** What Supabase and Prisma append to a URL that leads to a transaction pooler. */
const POOLER_PARAMETER = "pgbouncer";

/** The port of Supabase's transaction pooler, and the name of the host of all its poolers. */
const POOLER_PORT = "6543";
const POOLER_HOST = ".pooler.supabase.com";

/** Which of several servers is meant: the one that takes writes. */
const SERVER_PARAMETER = "target_session_attrs";

/** What is ours to know, and which the driver would send to the server, or act upon. */
const OWN_PARAMETERS = [POOLER_PARAMETER, SERVER_PARAMETER];

type DatabaseAddress = {
  /** For the driver: one for each server, in the order in which they are tried. */
  urls: readonly string[];
  /** Whether the URL says that a pooler is in between. */
  isPooled: boolean;
  /** Whether a server that only reads is passed over. */
  mustWrite: boolean;
};

export function readDatabaseUrl(text: string): DatabaseAddress {
  const texts = splitDatabaseUrl(text);
  const servers = texts.map((url) => new URL(url));
  const isPooled = servers.some(
    ({ port, hostname, searchParams }) =>
      port === POOLER_PORT ||
      hostname.endsWith(POOLER_HOST) ||
      searchParams.get(POOLER_PARAMETER) === "true",
  );
  const mustWrite = servers.some(({ searchParams }) => searchParams.has(SERVER_PARAMETER));
  return { urls: texts.map(withoutOwnParameters), isPooled, mustWrite };
}

/** A URL that has none of them stays as it is, in every character. */
function withoutOwnParameters(text: string): string {
  const url = new URL(text);
  const found = OWN_PARAMETERS.filter((name) => url.searchParams.has(name));
  for (const name of found) url.searchParams.delete(name);
  return found.length === 0 ? text : url.href;
}

/** A URL for the driver alone, which knows of several servers, and nothing of poolers. */
export const withoutPooler = (text: string): string =>
  text.replace(/([?&])pgbouncer=[^&]*&?/, "$1").replace(/[?&]$/, "");

/** Host, port and database: the part of a URL that names a database, without what opens it. */
export function addressOf(url: string): string {
  const servers = splitDatabaseUrl(url).map((text) => new URL(text));
  const names = servers.map(({ hostname, port }) => `${hostname}:${port === "" ? "5432" : port}`);
  return `${names.join(",")}${servers[0]?.pathname ?? ""}`;
}

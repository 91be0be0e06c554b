/**
 * The name or address of a `Host` header, a port left out: in lower case, without a trailing dot, an
 * address in its one canonical form (IPv6 in brackets). Null for what is not a host.
 */
export function parseHostName(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host)) return null;
  const url = URL.parse(`http://${host}`);
  return url === null ? null : url.hostname.replace(/\.$/, "");
}

/** Whether a host, as `parseHostName` gives it, can only be the machine that looks it up. */
export const isLoopbackName = (name: string): boolean =>
  name === "localhost" || name === "[::1]" || /^127\.[0-9.]+$/.test(name);

/** Whether a `Host` header names loopback: the only one that a server on loopback may be called by. */
export const namesLoopback = (host: string | null | undefined): boolean => {
  const name = parseHostName(host ?? "");
  return name !== null && isLoopbackName(name);
};

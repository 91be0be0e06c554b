import { isLoopbackName, parseHostName } from "@/lib/domain/host-name";

/** The names under which an instance answers, beside loopback and the address of the connection. */
export type OwnNames = {
  appUrl: string;
  /** More names and addresses, as `parseHostName` gives them. */
  allowedHosts: readonly string[];
};

/** The name by which a socket's address is called in a URL. */
function nameOfAddress(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=[0-9]+\.)/i, "");
  return parseHostName(plain.includes(":") ? `[${plain}]` : plain);
}

/**
 * Whether a `Host` header names this instance. A page whose name was made to resolve to this
 * machine (DNS rebinding) sends the name of its own site, so it never does. Ports don't matter: one
 * that is forwarded to the instance has another number.
 * @param localAddress the address at which the connection arrived.
 */
export function isOwnName(
  host: string | undefined,
  { appUrl, allowedHosts }: OwnNames,
  localAddress: string | undefined,
): boolean {
  const name = parseHostName(host ?? "");
  if (name === null) return false;
  return (
    isLoopbackName(name) ||
    name === parseHostName(new URL(appUrl).host) ||
    allowedHosts.includes(name) ||
    (localAddress !== undefined && name === nameOfAddress(localAddress))
  );
}

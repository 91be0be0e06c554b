import { isIP } from "node:net";

/** Where the address of a client is not known. */
const UNKNOWN_ADDRESS = "direct";

/**
 * The address of the client of a request, for limits. It is the end of the connection, and where
 * `TRUST_PROXY` is on the last entry of `X-Forwarded-For`: the one that the nearest proxy has written.
 * All clients without one share `direct`.
 */
export function getClientAddress(headers: Headers): string {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  const address = last.replace(/^::ffff:(?=[0-9]+\.)/i, "").toLowerCase();
  return isIP(address) === 0 ? UNKNOWN_ADDRESS : address;
}

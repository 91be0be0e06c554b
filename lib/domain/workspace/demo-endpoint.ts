import { namesLoopback } from "@/lib/domain/host-name";

/**
 * The status with which an endpoint of the demo's playground always responds, where it is one that is
 * made to fail; null for any other URL.
 */
export function findMadeToFail(endpointUrl: string): number | null {
  const url = URL.parse(endpointUrl);
  if (url === null || !namesLoopback(url.host)) return null;
  const status = /^\/status\/([45]\d\d)$/.exec(url.pathname)?.[1];
  return status === undefined ? null : Number(status);
}

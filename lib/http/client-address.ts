import { getEnv } from "@/lib/env";

/**
 * The address of the client of a request: where the platform sets it, and `direct` elsewhere, because
 * a header that anybody can send says nothing.
 */
export function getClientAddress(headers: Headers): string {
  if (getEnv().VERCEL === undefined) return "direct";
  const [client] = (headers.get("x-forwarded-for") ?? headers.get("x-real-ip") ?? "").split(",");
  return client === undefined || client.trim() === "" ? "direct" : client.trim();
}

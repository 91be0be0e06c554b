import type { InstanceSettings } from "@/lib/services/instance/instance";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

/** True where `npm start` listens for more than this machine. Vercel has no such address. */
export const listensBeyondLoopback = ({
  env,
  host,
}: Pick<InstanceSettings, "env" | "host">): boolean =>
  env.VERCEL === undefined && (host === undefined || !isLoopbackHost(host));

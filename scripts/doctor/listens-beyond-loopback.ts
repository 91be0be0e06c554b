import type { InstanceSettings } from "@/scripts/doctor/instance";
import { isLoopbackHost } from "@/scripts/doctor/local-host";

/** True where `npm start` listens for more than this machine. Vercel has no such address. */
export const listensBeyondLoopback = ({
  env,
  host,
}: Pick<InstanceSettings, "env" | "host">): boolean =>
  env.VERCEL === undefined && (host === undefined || !isLoopbackHost(host));

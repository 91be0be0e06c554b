import { isLoopbackName } from "@/lib/domain/host-name";
import { isThisMachineOnly } from "@/scripts/start/ports";
import type { Settings } from "@/scripts/start/settings";

/** What is open to other machines, a line each: none where only this machine reaches the app. */
export function describeExposure({ host, env, hasDemo }: Settings): string[] {
  if (isThisMachineOnly(host)) return [];
  const open = [
    ...(env.SIGN_UP === "open" ? ["sign-up (SIGN_UP=open)"] : []),
    ...(hasDemo ? ["the demo account, whose password is public (OPSPULSE_DEMO=on)"] : []),
    ...(env.EGRESS_ALLOW === "" ? [] : [`through routines, ${env.EGRESS_ALLOW} (EGRESS_ALLOW)`]),
  ];
  const where = host === undefined ? "on every address" : `on ${host}`;
  const isLocalUrl = isLoopbackName(new URL(env.APP_URL).hostname);
  return [
    `WARNING: it listens ${where}, so other machines reach it. Open to them: ${open.length === 0 ? "the sign-in page" : open.join("; ")}`,
    ...(isLocalUrl && env.ALLOWED_HOSTS.length === 0
      ? [
          "WARNING: it answers only at the address of the connection: set APP_URL to the address that users open, or add its host to ALLOWED_HOSTS",
        ]
      : []),
  ];
}

import { addressOf } from "@/db/connections/database-url";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import type { StackReady } from "@/scripts/stack/protocol";
import { describeExposure } from "@/scripts/start/exposure";
import { isThisMachineOnly } from "@/scripts/start/ports";
import type { Settings } from "@/scripts/start/settings";

/** The facts that a person needs once everything runs, a line each. */
export function describeStart(settings: Settings, directory: string, ready: StackReady): string[] {
  const { env, hasClock, hasDemo, host } = settings;
  return [
    `OpsPulse is at ${env.APP_URL}`,
    ...(hasDemo ? [`sign in with ${demoAccount.email} / ${demoAccount.password}`] : []),
    describeMode(settings),
    ...(isThisMachineOnly(host)
      ? ["it listens on this machine only; HOST=0.0.0.0 opens it to the network"]
      : describeExposure(settings)),
    `its own files are in ${directory}; ${directory}/env has the addresses and secrets of the stack`,
    ...(ready.playgroundUrl === null
      ? []
      : [`endpoints to try routines on: ${ready.playgroundUrl}`]),
    env.EGRESS_ALLOW === ""
      ? "routines reach public addresses only (EGRESS_ALLOW is empty)"
      : `routines reach public addresses, and as exceptions ${env.EGRESS_ALLOW}`,
    hasClock
      ? "the clock ticks each minute"
      : "the clock is off (OPSPULSE_CLOCK=off): another clock must call /api/cron/tick each minute",
    ...(settings.emails === "off"
      ? [
          settings.mode === "supabase"
            ? "resetting a password by email is off (AUTH_EMAILS=off)"
            : "resetting a password by email is off: set SMTP_URL and MAIL_FROM to turn it on",
        ]
      : []),
    "Ctrl-C stops everything",
  ];
}

function describeMode({ mode, given }: Settings): string {
  if (mode === "embedded") {
    return "mode: embedded database and auth server, because neither DATABASE_URL nor SUPABASE_URL is set";
  }
  const address = addressOf(given.DATABASE_URL ?? "");
  return mode === "own-postgres"
    ? `mode: PostgreSQL at ${address} with a local auth server, which is alpha software, because DATABASE_URL is set and SUPABASE_URL is not`
    : `mode: Supabase at ${given.SUPABASE_URL ?? ""} with its database at ${address}, because SUPABASE_URL is set`;
}

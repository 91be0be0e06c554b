import { ok, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

/** The host that ticks call, which isn't the whole URL: its path may be a secret. */
type HeartbeatFacts = { host: string | null };

export function judgeHeartbeat({ host }: HeartbeatFacts): Finding {
  return ok(
    host === null
      ? "no HEARTBEAT_URL is set, so another monitor has to read /api/health"
      : `every tick that works calls ${host}`,
  );
}

export const heartbeatCheck = defineCheck({
  name: "heartbeat",
  look: ({ settings }): HeartbeatFacts => {
    const { HEARTBEAT_URL } = settings.env;
    return { host: HEARTBEAT_URL === undefined ? null : new URL(HEARTBEAT_URL).host };
  },
  judge: judgeHeartbeat,
});

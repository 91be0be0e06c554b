import { SECOND_MS } from "@/lib/domain/time-units";
import { sendToOperatorsHost } from "@/lib/egress/send-to-operators-host";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";

/** Whose share of DNS it takes. */
const DNS_SHARE = "heartbeat";

/**
 * Calls the operator's `HEARTBEAT_URL`, where there is one, and waits for its response for at most
 * `heartbeatSeconds`. Never rejects: a failure is logged, without the URL's path, which may be a secret.
 */
export async function sendHeartbeat({
  egress: { ownHosts, authorities, resolve },
  scheduler: { heartbeatUrl, heartbeatSeconds },
}: Pick<SchedulerContext, "egress" | "scheduler">): Promise<void> {
  if (heartbeatUrl === null) return;
  const outcome = await sendToOperatorsHost(
    {
      url: heartbeatUrl,
      method: "GET",
      headers: {},
      systemHeaders: {},
      body: null,
      timeoutMs: heartbeatSeconds * SECOND_MS,
      followRedirects: true,
      readsBody: false,
    },
    {
      ownHosts,
      authorities,
      resolve: (hostname, timeoutMs) => resolve(hostname, { workspaceId: DNS_SHARE, timeoutMs }),
    },
  );
  if (!outcome.ok) {
    log.warn({ reason: outcome.errorMessage }, "the heartbeat was not received");
  }
}

import { notificationContextOf } from "@/lib/services/alerts/notification-context";
import type { SchedulerContext } from "@/lib/services/context";

/** The public key with which browsers subscribe to push messages; null where the instance keeps no secrets. */
export async function getPushKey(context: SchedulerContext): Promise<string | null> {
  return (await notificationContextOf(context).vapid())?.publicKey ?? null;
}

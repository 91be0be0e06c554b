import type { NotificationContext } from "@/lib/notifications/context";
import type { SchedulerContext } from "@/lib/services/context";
import { getVapidKeys } from "@/lib/services/instance-keys/get-vapid-keys";

/** What sending messages needs of the scheduler's context. */
export function notificationContextOf(context: SchedulerContext): NotificationContext {
  const { db, egress, sealing, appUrl, smtp, scheduler } = context;
  return {
    db,
    egress,
    sealing,
    appUrl,
    smtp,
    workerId: scheduler.workerId,
    vapid: () => getVapidKeys(context),
  };
}

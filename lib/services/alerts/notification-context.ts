import type { NotificationContext } from "@/lib/notifications/context";
import type { SchedulerContext } from "@/lib/services/context";

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
    vapid: async () => null,
  };
}

import { insertReminders } from "@/db/queries/notifications/insert-reminders";
import type { NotificationContext } from "@/lib/notifications/context";

/** Makes the reminders that are due; they are bundled and sent like any notification. Returns how many. */
export const remindDue = ({ db }: Pick<NotificationContext, "db">): Promise<number> =>
  insertReminders(db);

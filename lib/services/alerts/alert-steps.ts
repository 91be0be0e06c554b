import { bundleDue } from "@/lib/notifications/bundle-due";
import { deliverDue } from "@/lib/notifications/deliver-due";
import { remindDue } from "@/lib/notifications/remind-due";
import { notificationContextOf } from "@/lib/services/alerts/notification-context";
import type { SchedulerContext } from "@/lib/services/context";

/** The steps from the outbox to the channels. */
export type AlertSteps = {
  /** Makes the reminders that are due. */
  remind: (context: SchedulerContext) => Promise<unknown>;
  /** Makes messages of the notifications that are due. */
  bundle: (context: SchedulerContext) => Promise<unknown>;
  /** Sends the messages that are due, until none is or `isStopped`. */
  deliver: (
    context: SchedulerContext,
    options: { isStopped: () => boolean },
  ) => Promise<{ sent: number; failed: number }>;
};

export const alertSteps: AlertSteps = {
  remind: (context) => remindDue(notificationContextOf(context)),
  bundle: (context) => bundleDue(notificationContextOf(context)),
  deliver: (context, options) => deliverDue(notificationContextOf(context), options),
};

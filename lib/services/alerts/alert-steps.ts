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

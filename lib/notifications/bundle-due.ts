import {
  bundleNotifications,
  type BundleReport,
} from "@/db/queries/notifications/bundle-notifications";
import type { NotificationContext } from "@/lib/notifications/context";

/** The most transactions of one call. */
const MOST_ROUNDS = 20;

/**
 * Makes messages of the notifications that are due, by the rules of `planDelivery`. Nothing is sent.
 * Any number of workers may do it at once.
 */
export async function bundleDue({ db }: Pick<NotificationContext, "db">): Promise<BundleReport> {
  const report: BundleReport = { messages: 0, skipped: 0, postponed: 0 };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { messages, skipped, postponed } = await bundleNotifications(db);
    report.messages += messages;
    report.skipped += skipped;
    report.postponed += postponed;
    if (messages + skipped + postponed === 0) break;
  }
  return report;
}

import { findTrimmedHistory } from "@/db/queries/history/find-trimmed";
import { truncateToMinute } from "@/lib/domain/schedule/schedule";
import { scheduleColumnsOf, settingsAt } from "@/lib/domain/slots/slot-ledger";
import type { MinuteVerdictDto } from "@/lib/domain/slots/slot-page";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { openLedger, toSlotEntryDto } from "@/lib/services/routines/get-slot-ledger";

/**
 * Explains why a routine ran, or did not run, at the minute of `moment`.
 * @throws {NotFoundError} where the workspace has no such routine.
 */
export async function explainMinute(
  context: ServiceContext,
  routineId: string,
  moment: Date,
): Promise<MinuteVerdictDto> {
  const trimmed = await findTrimmedHistory(context.db);
  return asActor(context, async (tx) => {
    const ledger = await openLedger(tx, context, routineId, trimmed);
    const { routine, timeline, now, since, readEntries } = ledger;
    const minute = truncateToMinute(moment);
    const verdictOf = (verdict: MinuteVerdictDto["verdict"]): MinuteVerdictDto => ({
      minute: minute.toISOString(),
      verdict,
      entry: null,
      previous: null,
      schedule: null,
    });
    if (minute > now) return verdictOf("FUTURE");
    const [latest] = await readEntries(minute, 1);
    if (latest?.slot.getTime() === minute.getTime()) {
      return { ...verdictOf("SLOT"), entry: toSlotEntryDto(latest) };
    }
    if (minute <= since) {
      return verdictOf(minute <= routine.createdAt ? "NOT_CREATED" : "NOT_KEPT");
    }
    const settings = settingsAt(timeline, minute);
    return {
      ...verdictOf("NO_SLOT"),
      previous: latest === undefined ? null : toSlotEntryDto(latest),
      schedule: settings && scheduleColumnsOf(settings.schedule),
    };
  });
}

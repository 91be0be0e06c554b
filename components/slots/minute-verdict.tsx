import { useTranslations } from "next-intl";
import { useScheduleWords } from "@/components/schedule/schedule-text";
import { SlotRow } from "@/components/slots/slot-ledger";
import { SlotTime } from "@/components/time/slot-time";
import type { MinuteVerdictDto } from "@/lib/domain/slots/slot-page";

type MinuteVerdictProps = { verdict: MinuteVerdictDto; timezone: string; createdAt: string };

/** Why a routine ran, or did not, at one minute. */
export function MinuteVerdict({ verdict, timezone, createdAt }: MinuteVerdictProps) {
  const t = useTranslations("slots.verdicts");
  const words = useScheduleWords();
  const { verdict: kind, minute, entry, previous, schedule } = verdict;
  const shown = entry ?? previous;
  const schedules = schedule === null ? null : (words(schedule) ?? schedule.cron_expression);
  return (
    <div className="mt-3 rounded-block border bg-raised">
      <p className="px-4 py-2.5">
        {kind === "NO_SLOT"
          ? t.rich(previous === null ? "NO_SLOT_YET" : "NO_SLOT", {
              minute: () => <SlotTime value={minute} timezone={timezone} format="date" />,
              schedule: schedules ?? "",
              known: schedules === null ? "no" : "yes",
            })
          : t.rich(kind, {
              minute: () => <SlotTime value={minute} timezone={timezone} format="date" />,
              created: () => <SlotTime value={createdAt} timezone={timezone} format="date" />,
            })}
      </p>
      {shown !== null && (
        <div className="border-t text-sm">
          <SlotRow entry={shown} timezone={timezone} />
        </div>
      )}
    </div>
  );
}

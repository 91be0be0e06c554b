import { useTranslations } from "next-intl";
import { useScheduleWords } from "@/components/routines/use-schedule-words";
import { SlotRow } from "@/components/slots/slot-ledger";
import { SlotTime } from "@/components/slots/slot-time";
import type { MinuteVerdictDto as Answer } from "@/lib/domain/slots/slot-page";

type MinuteAnswerProps = { answer: Answer; timezone: string; createdAt: string };

/** Why a routine ran, or did not, at one minute. */
export function MinuteAnswer({ answer, timezone, createdAt }: MinuteAnswerProps) {
  const t = useTranslations("slots.answers");
  const words = useScheduleWords();
  const { verdict, entry, previous, schedule } = answer;
  const shown = entry ?? previous;
  const schedules = schedule === null ? null : (words(schedule) ?? schedule.cron_expression);
  return (
    <div className="mt-3 rounded-block border bg-raised">
      <p className="px-4 py-2.5">
        {verdict === "NO_SLOT"
          ? t.rich(previous === null ? "NO_SLOT_YET" : "NO_SLOT", {
              minute: () => <SlotTime value={answer.minute} timezone={timezone} format="date" />,
              schedule: schedules ?? "",
              known: schedules === null ? "no" : "yes",
            })
          : t.rich(verdict, {
              minute: () => <SlotTime value={answer.minute} timezone={timezone} format="date" />,
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

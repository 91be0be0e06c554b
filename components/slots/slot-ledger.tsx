import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { groupSlots } from "@/components/slots/group-slots";
import { SlotLabel } from "@/components/slots/slot-label";
import { SlotReason } from "@/components/slots/slot-reason";
import { SlotTime } from "@/components/slots/slot-time";
import { TextLink } from "@/components/ui/link";
import type { SlotEntryDto } from "@/lib/domain/slots/slot-page";

const rowClasses =
  "grid items-start gap-x-4 gap-y-0.5 py-2.5 pr-4 pl-7 sm:grid-cols-[9rem_10rem_minmax(0,1fr)_auto] max-sm:grid-cols-[minmax(0,1fr)_auto]";

/** One slot: its outcome, time, reason and runs. */
export function SlotRow({ entry, timezone }: { entry: SlotEntryDto; timezone: string }) {
  const t = useTranslations("slots");
  return (
    <div className={rowClasses}>
      <SlotLabel state={entry.state} />
      <SlotTime value={entry.slot} timezone={timezone} className="tabular-nums max-sm:text-right" />
      <div className="text-ink-soft max-sm:col-span-2 max-sm:empty:hidden">
        <SlotReason entry={entry} timezone={timezone} />
      </div>
      <span className="flex flex-wrap gap-x-3 max-sm:col-span-2 max-sm:empty:hidden">
        {entry.runs.map((run) => (
          <TextLink key={run.id} href={`/runs/${run.id}`}>
            {entry.runs.length === 1 ? t("run") : t("attempt", { attempt: run.attempt })}
          </TextLink>
        ))}
      </span>
    </div>
  );
}

/** The outcome of every slot, newest first. Slots that are alike stand in a group that opens. */
export function SlotLedger({
  entries,
  timezone,
}: {
  entries: readonly SlotEntryDto[];
  timezone: string;
}) {
  const t = useTranslations("slots");
  return (
    <ol className="divide-y overflow-hidden rounded-block border bg-raised text-sm">
      {groupSlots(entries).map(({ entries: group }) => {
        const [newest] = group;
        const oldest = group.at(-1) ?? newest;
        if (group.length === 1) {
          return (
            <li key={newest.slot}>
              <SlotRow entry={newest} timezone={timezone} />
            </li>
          );
        }
        return (
          <li key={newest.slot}>
            <details className="group/slots">
              <summary className="flex cursor-pointer list-none items-start gap-1 py-2.5 pr-4 pl-2 hover:bg-sunken/60">
                <ChevronRight
                  aria-hidden
                  className="mt-0.5 size-4 shrink-0 text-ink-faint transition-transform duration-150 group-open/slots:rotate-90"
                />
                <span className="grid min-w-0 grow gap-x-4 gap-y-0.5 sm:grid-cols-[9rem_10rem_minmax(0,1fr)]">
                  <SlotLabel state={newest.state} />
                  <span className="tabular-nums">{t("count", { count: group.length })}</span>
                  <span className="text-ink-soft tabular-nums">
                    {t.rich("stretch", {
                      from: () => <SlotTime value={oldest.slot} timezone={timezone} />,
                      to: () => <SlotTime value={newest.slot} timezone={timezone} />,
                    })}
                  </span>
                </span>
              </summary>
              <ol className="divide-y border-t bg-sunken/40">
                {group.map((entry) => (
                  <li key={entry.slot}>
                    <SlotRow entry={entry} timezone={timezone} />
                  </li>
                ))}
              </ol>
            </details>
          </li>
        );
      })}
    </ol>
  );
}

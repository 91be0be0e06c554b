import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { SlotLabel } from "@/components/slots/slot-label";
import { SlotReason } from "@/components/slots/slot-reason";
import { SlotTime } from "@/components/time/slot-time";
import { TextLink } from "@/components/ui/link";
import type { SlotEntryDto } from "@/lib/domain/slots/slot-page";

/** Neighbouring slots that are alike in all that is said of them. */
type SlotGroup = { entries: [SlotEntryDto, ...SlotEntryDto[]] };

/** Smaller groups are shown slot by slot: closing them would hide more than it saves. */
const SMALLEST_GROUP = 4;

const isPlain = ({ runs, releases }: SlotEntryDto) =>
  releases.length === 0 &&
  (runs.length === 0 || (runs.length === 1 && runs[0]?.is_fenced === false));

const isAlike = (a: SlotEntryDto, b: SlotEntryDto) =>
  a.state === b.state &&
  a.changed_at === b.changed_at &&
  a.missed_by === b.missed_by &&
  a.bound === b.bound &&
  a.runs.length === b.runs.length &&
  isPlain(a) &&
  isPlain(b);

/** Groups neighbours that are alike, so that what stands out is not lost among them. */
export function groupSlots(entries: readonly SlotEntryDto[]): SlotGroup[] {
  const groups: SlotGroup[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last !== undefined && isAlike(last.entries[0], entry)) last.entries.push(entry);
    else groups.push({ entries: [entry] });
  }
  return groups.flatMap((group) =>
    group.entries.length >= SMALLEST_GROUP
      ? [group]
      : group.entries.map((entry): SlotGroup => ({ entries: [entry] })),
  );
}

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

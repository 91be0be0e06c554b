import type { SlotEntryDto } from "@/lib/domain/slots/slot-page";

/** Neighbouring slots that are alike in all that is said of them. */
type SlotGroup = { entries: [SlotEntryDto, ...SlotEntryDto[]] };

/** Smaller groups are shown slot by slot: closing them would hide more than it saves. */
const SMALLEST_GROUP = 4;

const isPlain = ({ runs }: SlotEntryDto) =>
  runs.length === 0 || (runs.length === 1 && runs[0]?.is_fenced === false);

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

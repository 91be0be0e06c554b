import type { SlotEntryDto } from "@/lib/domain/slots/slot-page";

/** Neighbours of which the same is to be said. */
export type SlotGroup = { entries: [SlotEntryDto, ...SlotEntryDto[]] };

/** As many alike are told one by one: a fold would hide more than it saves. */
const FEWEST_FOLDED = 4;

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

/** A ledger in which what stands out is not lost among many slots of which the same is to be said. */
export function groupSlots(entries: readonly SlotEntryDto[]): SlotGroup[] {
  const groups: SlotGroup[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last !== undefined && isAlike(last.entries[0], entry)) last.entries.push(entry);
    else groups.push({ entries: [entry] });
  }
  return groups.flatMap((group) =>
    group.entries.length >= FEWEST_FOLDED
      ? [group]
      : group.entries.map((entry): SlotGroup => ({ entries: [entry] })),
  );
}

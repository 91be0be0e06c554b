import type { NamedRoutine } from "@/components/commands/command-actions";

export type Selected = ReadonlyMap<string, NamedRoutine>;

/**
 * The selection after a checkbox was set to `isOn`. With `anchor`, the row that was set before, all
 * rows between the two are set alike; an anchor of another page is ignored.
 */
export function selectRow(
  selected: Selected,
  rows: readonly NamedRoutine[],
  id: string,
  isOn: boolean,
  anchor: string | null,
): Selected {
  const here = rows.findIndex((row) => row.id === id);
  const there = rows.findIndex((row) => row.id === anchor);
  const from = there === -1 ? here : Math.min(here, there);
  const to = there === -1 ? here : Math.max(here, there);
  return selectRows(selected, rows.slice(from, to + 1), isOn);
}

export function selectRows(
  selected: Selected,
  rows: readonly NamedRoutine[],
  isOn: boolean,
): Selected {
  const next = new Map(selected);
  for (const row of rows) {
    if (isOn) next.set(row.id, row);
    else next.delete(row.id);
  }
  return next;
}

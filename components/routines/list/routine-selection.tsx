"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext, useRef, useState, type ReactNode } from "react";
import type { NamedRoutine, RoutineCommands } from "@/components/commands/command-actions";
import { useRoutineCommands } from "@/components/commands/use-routine-commands";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { selectRow, selectRows, type Selected } from "@/components/routines/list/selection";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import type { ChangeRoutinesInput } from "@/lib/domain/routine/routine-change";

type Target = ChangeRoutinesInput["selection"];

/** A deletion that waits for its confirmation. */
export type Deletion = { target: Target; count: number; names: readonly string[] };

type RoutineSelectionValue = ReturnType<typeof useRoutineCommands> & {
  rows: readonly NamedRoutine[];
  selected: Selected;
  /** Whether all routines that match are selected, those of other pages too. */
  isEverything: boolean;
  count: number;
  matching: number;
  knownTags: readonly string[];
  target: Target;
  setSelected: (selected: Selected) => void;
  /** Sets a row of this page; with `withRange` also all rows between it and the last one set. */
  selectOne: (id: string, isOn: boolean, withRange: boolean) => void;
  selectEverything: () => void;
  deletion: Deletion | null;
  askToDelete: (deletion: Deletion | null) => void;
};

const RoutineSelectionContext = createContext<RoutineSelectionValue | null>(null);

export function useRoutineSelection(): RoutineSelectionValue {
  const value = useContext(RoutineSelectionContext);
  if (value === null) throw new Error("useRoutineSelection is used outside of RoutineSelection.");
  return value;
}

type RoutineSelectionProps = {
  /** The routines of this page, as they stand in it. */
  rows: readonly NamedRoutine[];
  /** How many routines match, on all pages, and the filter that they match. */
  matching: number;
  filter: Extract<Target, { filter: unknown }>["filter"];
  /** The names of the workspace's tags. */
  knownTags: readonly string[];
  actions: RoutineCommands;
  children: ReactNode;
};

/**
 * The selection in a list of routines, and the commands for it. It outlives a change of the page;
 * another filter needs another key.
 */
export function RoutineSelection({
  rows,
  matching,
  filter,
  knownTags,
  actions,
  children,
}: RoutineSelectionProps) {
  const [selected, setSelection] = useState<Selected>(new Map());
  const [isEverything, setEverything] = useState(false);
  const [deletion, askToDelete] = useState<Deletion | null>(null);
  const anchorRef = useRef<string | null>(null);
  const list = useRoutineCommands(actions);

  const shown = isEverything ? selectRows(selected, rows, true) : selected;
  const setSelected = (next: Selected) => {
    setSelection(next);
    setEverything(false);
  };
  const value: RoutineSelectionValue = {
    ...list,
    rows,
    selected: shown,
    isEverything,
    count: isEverything ? matching : selected.size,
    matching,
    knownTags,
    target: isEverything ? { filter, count: matching } : { ids: [...selected.keys()] },
    setSelected,
    selectOne: (id, isOn, withRange) => {
      setSelected(selectRow(shown, rows, id, isOn, withRange ? anchorRef.current : null));
      anchorRef.current = id;
    },
    selectEverything: () => setEverything(true),
    deletion,
    askToDelete,
  };
  return <RoutineSelectionContext value={value}>{children}</RoutineSelectionContext>;
}

const cellClasses = "relative z-10 grid cursor-pointer place-items-center select-none";

/**
 * Selects a routine; with shift, all between it and the last one set. Hidden until the list around
 * it works.
 */
export function RowCheckbox({ id, name }: NamedRoutine) {
  const t = useTranslations("bulk");
  const { selected, selectOne } = useRoutineSelection();
  const isRange = useRef(false);
  return (
    <label className={cn(cellClasses, "invisible size-10 group-data-live/rows:visible")}>
      <Checkbox
        aria-label={t("select", { name })}
        data-select-routine
        // A browser that restores the page would tick it without the selection knowing.
        autoComplete="off"
        checked={selected.has(id)}
        onClick={(event) => {
          isRange.current = event.shiftKey;
        }}
        onChange={(event) => selectOne(id, event.target.checked, isRange.current)}
      />
    </label>
  );
}

/** Selects the routines of this page, or clears the selection. */
export function PageCheckbox() {
  const t = useTranslations("bulk");
  const { rows, selected, setSelected } = useRoutineSelection();
  const isHydrated = useHydrated();
  const count = rows.filter(({ id }) => selected.has(id)).length;
  return (
    <label className={cn(cellClasses, "h-9 w-10", !isHydrated && "invisible")}>
      <Checkbox
        aria-label={t("selectPage")}
        autoComplete="off"
        checked={count > 0 && count === rows.length}
        isMixed={count > 0 && count < rows.length}
        onChange={(event) => {
          setSelected(event.target.checked ? selectRows(selected, rows, true) : new Map());
        }}
      />
    </label>
  );
}

"use client";

import { CircleAlert } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, type ReactNode } from "react";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { useConflictRows } from "@/components/routines/form/conflict-rows";
import {
  REPLACED_VERSION,
  type RoutineConflict,
} from "@/components/routines/form/routine-form-values";
import { Button } from "@/components/ui/button";

type ConflictNoteProps = {
  conflict: RoutineConflict;
  isSaving: boolean;
  /** Puts what was saved into the form. */
  onTake: () => void;
};

/**
 * Shows that somebody else has saved the routine since the form was opened: both versions side by side
 * where they differ, and the choice between them. It takes the focus: the button that was pressed may be
 * far below. Without JavaScript, the page is opened again for theirs.
 */
export default function ConflictNote({ conflict, isSaving, onTake }: ConflictNoteProps) {
  const t = useTranslations("routineForm.conflict");
  const path = usePathname();
  const isHydrated = useHydrated();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), [conflict]);
  const rows = useConflictRows()(conflict.mine, conflict.theirs);
  return (
    <section
      aria-labelledby="conflict-title"
      className="mb-6 rounded-control border border-failed/40 bg-raised px-3 py-3 sm:px-4"
    >
      <h2
        ref={title}
        id="conflict-title"
        tabIndex={-1}
        className="flex gap-2.5 font-semibold outline-none"
      >
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
        {t("title")}
      </h2>
      <p className="mt-1 text-pretty">{t("text", { count: rows.length })}</p>
      <div role="table" aria-labelledby="conflict-title" className="mt-3 border-t text-sm">
        <div
          role="row"
          className="hidden gap-x-4 py-1.5 text-ink-soft sm:grid sm:grid-cols-[9rem_1fr_1fr]"
        >
          <span role="columnheader">{t("setting")}</span>
          <span role="columnheader">{t("mine")}</span>
          <span role="columnheader">{t("theirs")}</span>
        </div>
        {rows.map(({ label, mine, theirs }) => (
          <div
            key={label}
            role="row"
            className="grid grid-cols-2 gap-x-4 gap-y-1 border-t py-2 sm:grid-cols-[9rem_1fr_1fr]"
          >
            <span role="rowheader" className="col-span-2 font-medium sm:col-span-1">
              {label}
            </span>
            <Version name={t("mine")}>{mine}</Version>
            <Version name={t("theirs")}>{theirs}</Version>
          </div>
        ))}
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          type="submit"
          name={REPLACED_VERSION}
          value={conflict.theirValues.version}
          isPending={isSaving}
        >
          {t("keep")}
        </Button>
        {isHydrated ? (
          <Button type="button" onClick={onTake}>
            {t("take")}
          </Button>
        ) : (
          <Button asChild>
            <a href={path}>{t("take")}</a>
          </Button>
        )}
      </div>
    </section>
  );
}

/** A value, under the name of its version where there is no room for columns with names. */
function Version({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div role="cell" className="min-w-0 [overflow-wrap:anywhere]">
      <span className="block text-ink-soft sm:hidden">{name}</span>
      {children}
    </div>
  );
}

"use client";

import { Pause, Play, RotateCw, Tag, Trash2, Undo2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { undoOf } from "@/components/commands/command-outcome";
import { CommandOutcomeText } from "@/components/commands/command-outcome-text";
import { useLateModule } from "@/components/hydration/use-late-module";
import { BulkTags } from "@/components/routines/list/bulk-tags";
import { useRoutineSelection } from "@/components/routines/list/routine-selection";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { MAX_CHANGED_ROUTINES } from "@/lib/domain/routine/routine-options";

const loadDialog = () => import("@/components/routines/list/bulk-delete");

/** The most routines that run from a selection: the reader waits for each. */
const MAX_RUN_SELECTED = 20;

function CloseButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="sm" variant="ghost" aria-label={label} title={label} onClick={onClick}>
      <X aria-hidden />
    </Button>
  );
}

function SelectionActions() {
  const t = useTranslations();
  const limitId = useId();
  const [isTagging, setTagging] = useState(false);
  const { rows, selected, isEverything, count, matching, target, isPending, ...list } =
    useRoutineSelection();
  const { change, runNow, askToDelete, selectEverything, setSelected } = list;
  const chosen = [...selected.values()];
  const mayRun = count <= MAX_RUN_SELECTED && chosen.length === count;
  const isPageSelected = rows.length > 0 && rows.every(({ id }) => selected.has(id));
  const mayWiden =
    !isEverything && isPageSelected && matching > count && matching <= MAX_CHANGED_ROUTINES;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
        {isEverything ? t("bulk.everything", { count }) : t("bulk.selected", { count })}
        {mayWiden && (
          <button
            type="button"
            onClick={selectEverything}
            className="cursor-pointer font-normal text-accent-strong underline underline-offset-2"
          >
            {t("bulk.selectEverything", { count: matching })}
          </button>
        )}
      </p>
      <div className="ml-auto flex flex-wrap items-center gap-1.5">
        <Button
          size="sm"
          isPending={isPending || !mayRun}
          aria-describedby={mayRun ? undefined : limitId}
          onClick={() => runNow(chosen)}
        >
          <Play aria-hidden />
          {t("common.runNow")}
        </Button>
        {(["pause", "resume"] as const).map((name) => (
          <Button
            key={name}
            size="sm"
            isPending={isPending}
            onClick={() => change({ change: name, selection: target })}
          >
            {name === "pause" ? <Pause aria-hidden /> : <RotateCw aria-hidden />}
            {t(`routine.${name}`)}
          </Button>
        ))}
        <Button size="sm" aria-expanded={isTagging} onClick={() => setTagging((isOpen) => !isOpen)}>
          <Tag aria-hidden />
          {t("tags.title")}
        </Button>
        <Button
          size="sm"
          variant="danger"
          isPending={isPending}
          onClick={() => askToDelete({ target, count, names: chosen.map(({ name }) => name) })}
        >
          <Trash2 aria-hidden />
          {t("routine.delete")}
        </Button>
        <CloseButton label={t("bulk.clear")} onClick={() => setSelected(new Map())} />
      </div>
      {!mayRun && (
        <p id={limitId} className="basis-full text-sm text-ink-faint">
          {t("bulk.runLimit", { max: MAX_RUN_SELECTED })}
        </p>
      )}
      {isTagging && <BulkTags />}
    </div>
  );
}

/**
 * The actions on the selection and the outcome of the last, at the foot of the list while there are
 * any.
 */
export function BulkBar() {
  const t = useTranslations("bulk");
  const { count, outcome, isPending, change, dismiss, deletion } = useRoutineSelection();
  const resultRef = useRef<HTMLDivElement>(null);
  const [dialog, fetchDialog] = useLateModule(loadDialog);
  useEffect(() => {
    if (deletion !== null) fetchDialog();
  }, [deletion, fetchDialog]);
  const undo = outcome && undoOf(outcome);
  const isShown = count > 0 || outcome !== null;
  return (
    <>
      <section
        aria-label={t("label")}
        className={cn(
          isShown
            ? "sticky bottom-4 z-20 mt-3 grid gap-2 rounded-block border bg-raised p-2.5 pl-4 shadow-overlay max-lg:bottom-[calc(4rem+env(safe-area-inset-bottom))]"
            : "sr-only",
        )}
      >
        {count > 0 && <SelectionActions />}
        <div
          className={cn(
            outcome === null ? "sr-only" : "flex items-start gap-2",
            outcome !== null && count > 0 && "border-t pt-2",
          )}
        >
          <div
            ref={resultRef}
            role="status"
            tabIndex={-1}
            className="min-w-0 grow self-center [overflow-wrap:anywhere] outline-none"
          >
            {outcome !== null && <CommandOutcomeText outcome={outcome} />}
          </div>
          {undo && (
            <Button size="sm" isPending={isPending} onClick={() => change(undo)}>
              <Undo2 aria-hidden />
              {t("undo")}
            </Button>
          )}
          {outcome !== null && !isPending && <CloseButton label={t("dismiss")} onClick={dismiss} />}
        </div>
      </section>
      {dialog !== null && <dialog.BulkDelete resultRef={resultRef} />}
    </>
  );
}

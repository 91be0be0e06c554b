"use client";

import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { useRoutineSelection } from "@/components/routines/list/routine-selection";
import { Button } from "@/components/ui/button";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";

/** How many of the routines to delete are named. */
const NAMED = 6;

type BulkDeleteProps = {
  /** Where the outcome appears: the button that asked may be gone by then. */
  resultRef: RefObject<HTMLElement | null>;
};

/** Asks before routines are deleted, by saying how many, which, and what goes with them. */
export function BulkDelete({ resultRef }: BulkDeleteProps) {
  const t = useTranslations();
  const { deletion, askToDelete, change, selected, setSelected } = useRoutineSelection();
  if (deletion === null) return null;
  const { target, count, names } = deletion;
  const only = count === 1 ? names[0] : undefined;
  const named = names.slice(0, NAMED);
  const remove = () => {
    askToDelete(null);
    change({ change: "delete", selection: target }, () => {
      const rest = new Map(selected);
      if ("ids" in target) for (const id of target.ids) rest.delete(id);
      else rest.clear();
      setSelected(rest);
      resultRef.current?.focus();
    });
  };
  return (
    <ConfirmDialog
      title={
        only === undefined
          ? t("bulk.deleteTitle", { count })
          : t("routine.deleteTitle", { name: only })
      }
      text={only === undefined ? t("bulk.deleteText") : t("routine.deleteText")}
      onClose={() => askToDelete(null)}
    >
      {only === undefined && (
        <ul className="list-disc pl-5 text-sm text-ink-soft">
          {named.map((name, index) => (
            <li key={index} className="[overflow-wrap:anywhere]">
              {name}
            </li>
          ))}
          {count > named.length && <li>{t("bulk.more", { count: count - named.length })}</li>}
        </ul>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <CancelButton>{t("common.cancel")}</CancelButton>
        <Button type="button" variant="destructive" onClick={remove}>
          {t("bulk.deleteConfirm", { count })}
        </Button>
      </div>
    </ConfirmDialog>
  );
}

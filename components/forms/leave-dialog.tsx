"use client";

import { useTranslations } from "next-intl";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { useReturnFocus } from "@/components/ui/use-return-focus";

type LeaveDialogProps = { onStay: () => void; onLeave: () => void };

/** Asks whether to leave without saving. */
export function LeaveDialog({ onStay, onLeave }: LeaveDialogProps) {
  const t = useTranslations("routineForm");
  const returnFocus = useReturnFocus();
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onStay()}>
      <AlertDialogContent {...returnFocus}>
        <AlertDialogTitle>{t("leaveTitle")}</AlertDialogTitle>
        <AlertDialogDescription>{t("leaveText")}</AlertDialogDescription>
        <div className="flex flex-wrap justify-end gap-2">
          <AlertDialogCancel asChild>
            <Button type="button">{t("stay")}</Button>
          </AlertDialogCancel>
          <Button type="button" variant="destructive" onClick={onLeave}>
            {t("leave")}
          </Button>
        </div>
      </AlertDialogContent>
    </AlertDialog>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { DeleteRoutineForm } from "@/components/routines/delete-routine-form";
import type { RoutineAction } from "@/components/routines/routine-action";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { useReturnFocus } from "@/components/ui/use-return-focus";

type DeleteDialogProps = { name: string; action: RoutineAction; onClose: () => void };

/** Says what is deleted with a routine, and asks first. */
export function DeleteDialog({ name, action, onClose }: DeleteDialogProps) {
  const t = useTranslations();
  const returnFocus = useReturnFocus();
  return (
    <AlertDialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <AlertDialogContent {...returnFocus}>
        <AlertDialogTitle>{t("routine.deleteTitle", { name })}</AlertDialogTitle>
        <AlertDialogDescription>{t("routine.deleteText")}</AlertDialogDescription>
        <DeleteRoutineForm action={action}>
          <AlertDialogCancel asChild>
            <Button type="button">{t("common.cancel")}</Button>
          </AlertDialogCancel>
        </DeleteRoutineForm>
      </AlertDialogContent>
    </AlertDialog>
  );
}

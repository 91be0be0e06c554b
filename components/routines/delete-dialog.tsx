"use client";

import { useTranslations } from "next-intl";
import { DeleteRoutineForm, type RoutineAction } from "@/components/routines/delete-routine-form";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";

type DeleteDialogProps = { name: string; action: RoutineAction; onClose: () => void };

/** Says what is deleted with a routine, and asks first. */
export function DeleteDialog({ name, action, onClose }: DeleteDialogProps) {
  const t = useTranslations();
  return (
    <ConfirmDialog
      title={t("routine.deleteTitle", { name })}
      text={t("routine.deleteText")}
      onClose={onClose}
    >
      <DeleteRoutineForm action={action}>
        <CancelButton>{t("common.cancel")}</CancelButton>
      </DeleteRoutineForm>
    </ConfirmDialog>
  );
}

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
  AlertDialogTrigger,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { RoutineDto } from "@/lib/domain/routine";

type DeleteRoutineProps = { routine: Pick<RoutineDto, "id" | "name">; action: RoutineAction };

/** Deletion, confirmed in a dialog that says what is lost; without JavaScript, on a page of its own. */
export function DeleteRoutine({ routine, action }: DeleteRoutineProps) {
  const t = useTranslations();
  return (
    <AlertDialog>
      <form action={`/routines/${routine.id}/delete`} onSubmit={(event) => event.preventDefault()}>
        <AlertDialogTrigger asChild>
          <Button type="submit" variant="danger">
            {t("routine.delete")}
          </Button>
        </AlertDialogTrigger>
      </form>
      <AlertDialogContent>
        <AlertDialogTitle>{t("routine.deleteTitle", { name: routine.name })}</AlertDialogTitle>
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

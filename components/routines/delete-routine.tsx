"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLateModule } from "@/components/hydration/use-late-module";
import type { RoutineAction } from "@/components/routines/delete-routine-form";
import { Button } from "@/components/ui/button";
import type { RoutineDto } from "@/lib/domain/routine/routine";

const loadDialog = () => import("@/components/routines/delete-dialog");

type DeleteRoutineProps = { routine: Pick<RoutineDto, "id" | "name">; action: RoutineAction };

/** Deletes a routine after a dialog that says what is deleted with it; without JavaScript, after a page that does. */
export function DeleteRoutine({ routine, action }: DeleteRoutineProps) {
  const t = useTranslations("routine");
  const [isAsking, setAsking] = useState(false);
  const [dialog, fetchDialog] = useLateModule(loadDialog);
  return (
    <>
      <form
        action={`/routines/${routine.id}/delete`}
        onSubmit={(event) => {
          event.preventDefault();
          fetchDialog();
          setAsking(true);
        }}
      >
        <Button type="submit" variant="danger" aria-haspopup="dialog">
          {t("delete")}
        </Button>
      </form>
      {isAsking && dialog !== null && (
        <dialog.DeleteDialog name={routine.name} action={action} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

"use client";

import { CopyPlus, Pause, Pencil, RotateCw, Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { DeleteRoutine } from "@/components/routines/delete-routine";
import type { RoutineAction } from "@/components/routines/delete-routine-form";
import { routineState } from "@/components/routines/routine-state";
import { useRunNow, type RunNowAction } from "@/components/routines/run-now";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";

type RoutineActionsProps = {
  routine: RoutineDto;
  runNow: RunNowAction;
  setActive: RoutineAction;
  remove: RoutineAction;
};

/** The buttons that act on a routine, and a line below with the result. */
export function RoutineActions({ routine, runNow, setActive, remove }: RoutineActionsProps) {
  const t = useTranslations();
  const { button, outcome } = useRunNow(runNow, { variant: "primary" });
  const [toggled, toggle, isToggling] = useActionState(setActive, null);
  const ToggleIcon = routine.is_active ? Pause : RotateCw;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {button}
        {routineState(routine) !== "ended" && (
          <form action={toggle}>
            <Button type="submit" isPending={isToggling}>
              <ToggleIcon aria-hidden />
              {routine.is_active ? t("routine.pause") : t("routine.resume")}
            </Button>
          </form>
        )}
        <Button asChild>
          <Link href={`/routines/${routine.id}/edit`}>
            <Pencil aria-hidden />
            {t("common.edit")}
          </Link>
        </Button>
        <Button asChild>
          <Link href={`/routines/new?from=${routine.id}`}>
            <CopyPlus aria-hidden />
            {t("routines.duplicate")}
          </Link>
        </Button>
        <Button asChild>
          <Link href={`/alerts/maintenance/new?routine=${routine.id}`}>
            <Wrench aria-hidden />
            {t("routine.maintenance")}
          </Link>
        </Button>
        <DeleteRoutine routine={routine} action={remove} />
      </div>
      <div className="basis-full empty:hidden">
        {outcome}
        {toggled !== null && !toggled.ok && <FailureAlert failure={toggled} />}
      </div>
    </>
  );
}

import type { ReactNode } from "react";
import {
  deleteRoutineAction,
  runRoutineNowAction,
  setRoutineActiveAction,
} from "@/app/(dashboard)/routines/actions";
import { PageHeader } from "@/components/page/page-header";
import { RoutineActions } from "@/components/routines/routine-actions";
import { RoutineLead } from "@/components/routines/routine-lead";
import { RoutineTabs, type RoutineTab } from "@/components/routines/routine-tabs";
import type { RoutineDto } from "@/lib/domain/routine/routine";

type RoutineFrameProps = {
  routine: RoutineDto;
  canEdit: boolean;
  tab: RoutineTab;
  children: ReactNode;
};

/** The frame of one routine's pages: its state, its actions, and the tabs. */
export function RoutineFrame({ routine, canEdit, tab, children }: RoutineFrameProps) {
  const { id, is_active: isActive } = routine;
  return (
    <>
      <PageHeader
        title={routine.name}
        lead={<RoutineLead routine={routine} />}
        actions={
          canEdit && (
            <RoutineActions
              routine={routine}
              runNow={runRoutineNowAction.bind(null, id)}
              setActive={setRoutineActiveAction.bind(null, id, !isActive)}
              remove={deleteRoutineAction.bind(null, id)}
            />
          )
        }
      />
      <RoutineTabs id={id} current={tab} />
      {children}
    </>
  );
}

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

/** What the pages of one routine have in common: its state, what can be done with it, the way between. */
export function RoutineFrame({ routine, canEdit, tab, children }: RoutineFrameProps) {
  const { id, is_active: isActive } = routine;
  return (
    <>
      <PageHeader
        title={routine.name}
        lead={<RoutineLead routine={routine} />}
        actions={
          <RoutineActions
            routine={routine}
            runNow={runRoutineNowAction.bind(null, id)}
            setActive={setRoutineActiveAction.bind(null, id, !isActive)}
            remove={deleteRoutineAction.bind(null, id)}
            canEdit={canEdit}
          />
        }
      />
      <RoutineTabs id={id} current={tab} />
      {children}
    </>
  );
}

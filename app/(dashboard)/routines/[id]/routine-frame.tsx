import type { ReactNode } from "react";
import {
  deleteRoutineAction,
  runRoutineNowAction,
  setRoutineActiveAction,
} from "@/app/(dashboard)/routines/actions";
import { PageHeader } from "@/components/page/page-header";
import { withQuery } from "@/components/page/query";
import { RoutineActions } from "@/components/routines/routine-actions";
import { RoutineLead } from "@/components/routines/routine-lead";
import { RoutineTabs, type RoutineTab } from "@/components/routines/routine-tabs";
import { TagList } from "@/components/tags/tag-list";
import { toShownTags } from "@/components/tags/tag-mark";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { hasRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { listShownTags } from "@/lib/services/tags/list-tags";

type RoutineFrameProps = {
  context: ServiceContext;
  routine: RoutineDto;
  tab: RoutineTab;
  children: ReactNode;
};

/** The frame of one routine's pages: its state, its actions, and the tabs. */
export async function RoutineFrame({ context, routine, tab, children }: RoutineFrameProps) {
  const tags = routine.tags.length === 0 ? [] : await listShownTags(context);
  const canEdit = hasRole(context.role, "MEMBER");
  const { id, is_active: isActive } = routine;
  return (
    <>
      <PageHeader
        title={routine.name}
        lead={
          <>
            <RoutineLead routine={routine} />
            <TagList
              tags={toShownTags(routine.tags, tags)}
              wrap={(name, mark) => (
                <Link href={withQuery("/routines", { tag: name })}>{mark}</Link>
              )}
            />
          </>
        }
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

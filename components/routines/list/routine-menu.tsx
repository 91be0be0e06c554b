"use client";

import { CopyPlus, Link2, Pause, Pencil, Play, RotateCw, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { useRoutineSelection } from "@/components/routines/list/routine-selection";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineState } from "@/lib/domain/routine/routine-options";

type RoutineMenuProps = {
  trigger: ReactElement;
  routine: Pick<RoutineDto, "id" | "name" | "endpoint_url">;
  state: RoutineState;
  canEdit: boolean;
};

/** The actions on one routine. It mounts when it is asked for, so it starts open. */
export function RoutineMenu({ trigger, routine, state, canEdit }: RoutineMenuProps) {
  const t = useTranslations();
  const { change, runNow, copy, askToDelete, isPending } = useRoutineSelection();
  const { id, name, endpoint_url: url } = routine;
  const selection = { ids: [id] };
  const toggle = state === "active" ? "pause" : "resume";
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent>
        {canEdit && (
          <>
            <DropdownMenuItem disabled={isPending} onSelect={() => runNow([{ id, name }])}>
              <Play aria-hidden />
              {t("common.runNow")}
            </DropdownMenuItem>
            {state !== "ended" && (
              <DropdownMenuItem
                disabled={isPending}
                onSelect={() => change({ change: toggle, selection })}
              >
                {toggle === "pause" ? <Pause aria-hidden /> : <RotateCw aria-hidden />}
                {t(`routine.${toggle}`)}
              </DropdownMenuItem>
            )}
            <DropdownMenuSeparator />
            <DropdownMenuItem asChild>
              <Link href={`/routines/${id}/edit`}>
                <Pencil aria-hidden />
                {t("common.edit")}
              </Link>
            </DropdownMenuItem>
            <DropdownMenuItem asChild>
              <Link href={`/routines/new?from=${id}`}>
                <CopyPlus aria-hidden />
                {t("routines.duplicate")}
              </Link>
            </DropdownMenuItem>
          </>
        )}
        <DropdownMenuItem onSelect={() => void copy(url)}>
          <Link2 aria-hidden />
          {t("routines.copyUrl")}
        </DropdownMenuItem>
        {canEdit && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem
              variant="destructive"
              onSelect={() => askToDelete({ target: selection, count: 1, names: [name] })}
            >
              <Trash2 aria-hidden />
              {t("routine.delete")}
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

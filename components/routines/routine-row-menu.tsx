"use client";

import { CopyPlus, Ellipsis, Link2, Pause, Pencil, Play, RotateCw, Trash2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useHydrated } from "@/components/layout/use-hydrated";
import { useRoutineSelection } from "@/components/routines/routine-selection";
import { cn } from "@/components/ui/cn";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { RoutineDto, RoutineState } from "@/lib/domain/routine";

type RoutineRowMenuProps = {
  routine: Pick<RoutineDto, "id" | "name" | "endpoint_url">;
  state: RoutineState;
  canEdit: boolean;
};

/** What can be done with one routine of a list. Shown once it can do something. */
export function RoutineRowMenu({ routine, state, canEdit }: RoutineRowMenuProps) {
  const t = useTranslations();
  const { change, runNow, copy, askToDelete, isPending } = useRoutineSelection();
  const isHydrated = useHydrated();
  const { id, name, endpoint_url: url } = routine;
  const selection = { ids: [id] };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={t("routines.menu", { name })}
        className={cn(
          "relative z-10 grid size-9 cursor-pointer place-items-center rounded-control text-ink-faint hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken data-[state=open]:text-ink max-lg:size-11",
          !isHydrated && "invisible",
        )}
      >
        <Ellipsis aria-hidden className="size-4" />
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        {canEdit && (
          <>
            {" "}
            <DropdownMenuItem disabled={isPending} onSelect={() => runNow([{ id, name }])}>
              <Play aria-hidden />
              {t("common.runNow")}
            </DropdownMenuItem>
            {state === "active" && (
              <DropdownMenuItem
                disabled={isPending}
                onSelect={() => change({ change: "pause", selection })}
              >
                <Pause aria-hidden />
                {t("routine.pause")}
              </DropdownMenuItem>
            )}
            {state === "paused" && (
              <DropdownMenuItem
                disabled={isPending}
                onSelect={() => change({ change: "resume", selection })}
              >
                <RotateCw aria-hidden />
                {t("routine.resume")}
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
        )}{" "}
        <DropdownMenuItem onSelect={() => void copy(url)}>
          <Link2 aria-hidden />
          {t("routines.copyUrl")}
        </DropdownMenuItem>
        {canEdit && (
          <>
            {" "}
            <DropdownMenuSeparator />
            <DropdownMenuItem
              variant="destructive"
              onSelect={() => askToDelete({ target: selection, count: 1, names: [name] })}
            >
              <Trash2 aria-hidden />
              {t("routine.delete")}
            </DropdownMenuItem>
          </>
        )}{" "}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

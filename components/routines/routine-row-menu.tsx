"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useHydrated } from "@/components/layout/use-hydrated";
import { useLateModule } from "@/components/layout/use-late-module";
import { cn } from "@/components/ui/cn";
import { LateMenuTrigger } from "@/components/ui/late-menu-trigger";
import type { RoutineDto } from "@/lib/domain/routine";
import type { RoutineState } from "@/lib/domain/routine-options";

const loadMenu = () => import("@/components/routines/routine-menu");

type RoutineRowMenuProps = {
  routine: Pick<RoutineDto, "id" | "name" | "endpoint_url">;
  state: RoutineState;
  canEdit: boolean;
};

const roomClasses = "grid size-9 max-lg:size-11";

/** What can be done with one routine of a list. Shown once it can do something. */
export function RoutineRowMenu(props: RoutineRowMenuProps) {
  const t = useTranslations("routines");
  const isHydrated = useHydrated();
  const [menu, fetchMenu] = useLateModule(loadMenu);
  if (!isHydrated) return <span className={roomClasses} />;
  const trigger = (
    <LateMenuTrigger
      type="button"
      onAsk={fetchMenu}
      aria-label={t("menu", { name: props.routine.name })}
      className={cn(
        roomClasses,
        "relative z-10 cursor-pointer place-items-center rounded-control text-ink-faint hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken data-[state=open]:text-ink",
      )}
    >
      <Ellipsis aria-hidden className="size-4" />
    </LateMenuTrigger>
  );
  return menu === null ? trigger : <menu.RoutineMenu {...props} trigger={trigger} />;
}

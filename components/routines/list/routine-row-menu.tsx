"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLateModule } from "@/components/hydration/use-late-module";
import { LateMenuTrigger } from "@/components/ui/late-menu-trigger";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineState } from "@/lib/domain/routine/routine-options";

const loadMenu = () => import("@/components/routines/list/routine-menu");

type RoutineRowMenuProps = {
  routine: Pick<RoutineDto, "id" | "name" | "endpoint_url">;
  state: RoutineState;
  canEdit: boolean;
};

/** The actions on one routine of a list. Hidden until the list around it works. */
export function RoutineRowMenu(props: RoutineRowMenuProps) {
  const t = useTranslations("routines");
  const [menu, fetchMenu] = useLateModule(loadMenu);
  const trigger = (
    <LateMenuTrigger
      type="button"
      onAsk={fetchMenu}
      aria-label={t("menu", { name: props.routine.name })}
      className="invisible relative z-10 grid size-9 cursor-pointer place-items-center rounded-control text-ink-faint group-data-live/rows:visible hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken data-[state=open]:text-ink max-lg:size-11"
    >
      <Ellipsis aria-hidden className="size-4" />
    </LateMenuTrigger>
  );
  return menu === null ? trigger : <menu.RoutineMenu {...props} trigger={trigger} />;
}

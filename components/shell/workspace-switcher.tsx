"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { useLateModule } from "@/components/hydration/use-late-module";
import { cn } from "@/components/ui/cn";
import { LateMenuTrigger } from "@/components/ui/late-menu-trigger";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";

// Loaded when it is first opened: a menu weighs 30 KB, and most visits stay in one workspace.
const loadMenu = () => import("@/components/shell/workspace-menu");

type WorkspaceSwitcherProps = {
  workspaces: readonly WorkspaceDto[];
  currentId: string;
  switchTo: (id: string) => Promise<void>;
  className?: string;
};

/**
 * The current workspace, and the menu of the others; without JavaScript, a link to the settings.
 */
export function WorkspaceSwitcher({
  workspaces,
  currentId,
  switchTo,
  className,
}: WorkspaceSwitcherProps) {
  const t = useTranslations("workspace");
  const [isSwitching, startTransition] = useTransition();
  const [menu, fetchMenu] = useLateModule(loadMenu);
  const name = workspaces.find(({ id }) => id === currentId)?.name ?? "";
  const trigger = (
    <LateMenuTrigger
      type="submit"
      onAsk={fetchMenu}
      aria-label={t("switcher", { name })}
      aria-busy={isSwitching}
      className={cn(
        "flex h-9 w-full cursor-pointer items-center gap-2 rounded-control px-2.5 text-ink-soft hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken data-[state=open]:text-ink max-lg:h-11",
        isSwitching && "opacity-60",
      )}
    >
      <span className="min-w-0 grow truncate text-left" title={name}>
        {name}
      </span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-faint" />
    </LateMenuTrigger>
  );
  return (
    <form
      action="/settings/workspace"
      onSubmit={(event) => event.preventDefault()}
      className={className}
    >
      {menu === null ? (
        trigger
      ) : (
        <menu.WorkspaceMenu
          trigger={trigger}
          workspaces={workspaces}
          currentId={currentId}
          onChoose={(id) => startTransition(() => switchTo(id))}
        />
      )}
    </form>
  );
}

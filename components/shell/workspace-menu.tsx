"use client";

import { Check, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement } from "react";
import { cn } from "@/components/ui/cn";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Link } from "@/components/ui/link";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";

type WorkspaceMenuProps = {
  trigger: ReactElement;
  workspaces: readonly WorkspaceDto[];
  currentId: string;
  /** Another workspace than the current one. */
  onChoose: (id: string) => void;
};

/** The workspaces to choose from. It mounts when it is asked for, so it starts open. */
export function WorkspaceMenu({ trigger, workspaces, currentId, onChoose }: WorkspaceMenuProps) {
  const t = useTranslations();
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-h-[70vh] w-64 overflow-y-auto">
        {workspaces.map(({ id, name, role }) => {
          const isCurrent = id === currentId;
          return (
            <DropdownMenuItem
              key={id}
              role="menuitemradio"
              aria-checked={isCurrent}
              onSelect={() => {
                if (!isCurrent) onChoose(id);
              }}
            >
              <Check aria-hidden className={cn(!isCurrent && "invisible")} />
              <span className="min-w-0 grow">
                <span className="block truncate">{name}</span>
                <span className="block text-sm text-ink-faint">{t(`roles.${role}.name`)}</span>
              </span>
            </DropdownMenuItem>
          );
        })}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href="/workspaces/new">
            <Plus aria-hidden />
            {t("workspace.new")}
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

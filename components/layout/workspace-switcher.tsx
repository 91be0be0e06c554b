"use client";

import { Check, ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { cn } from "@/components/ui/cn";
import type { WorkspaceDto } from "@/lib/domain/workspace";

type WorkspaceSwitcherProps = {
  workspaces: readonly WorkspaceDto[];
  currentId: string;
  switchTo: (id: string) => Promise<void>;
  className?: string;
};

/** The workspace that is shown, and the way to the others; without JavaScript, by a page of the settings. */
export function WorkspaceSwitcher({
  workspaces,
  currentId,
  switchTo,
  className,
}: WorkspaceSwitcherProps) {
  const t = useTranslations();
  const [isSwitching, startTransition] = useTransition();
  const current = workspaces.find(({ id }) => id === currentId);
  const name = current?.name ?? "";
  return (
    <DropdownMenu>
      <form
        action="/settings/workspace"
        onSubmit={(event) => event.preventDefault()}
        className={className}
      >
        <DropdownMenuTrigger
          type="submit"
          aria-label={t("workspace.switcher", { name })}
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
        </DropdownMenuTrigger>
      </form>
      <DropdownMenuContent align="start" className="max-h-[70vh] w-64 overflow-y-auto">
        {workspaces.map(({ id, name: label, role }) => {
          const isCurrent = id === currentId;
          return (
            <DropdownMenuItem
              key={id}
              role="menuitemradio"
              aria-checked={isCurrent}
              onSelect={() => {
                if (!isCurrent) startTransition(() => switchTo(id));
              }}
              className="h-auto min-h-8 py-1.5 max-lg:h-auto max-lg:min-h-11"
            >
              <Check aria-hidden className={cn(!isCurrent && "invisible")} />
              <span className="min-w-0 grow">
                <span className="block truncate">{label}</span>
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

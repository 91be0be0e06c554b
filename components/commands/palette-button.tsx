"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { showOverlay } from "@/components/commands/overlay";
import { PaletteKeys } from "@/components/commands/palette-keys";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { cn } from "@/components/ui/cn";

/** Opens the commands for readers who don't know the keys. Hidden until it works. */
export function PaletteButton() {
  const t = useTranslations("palette");
  const isHydrated = useHydrated();
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={() => showOverlay("palette")}
      className={cn(
        "flex h-9 w-full min-w-0 cursor-pointer items-center gap-2 rounded-control border bg-raised px-2.5 text-ink-faint hover:border-control hover:text-ink max-lg:mb-4 max-lg:h-11",
        !isHydrated && "invisible",
      )}
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="grow truncate text-left">{t("open")}</span>
      <span className="max-lg:hidden">
        <PaletteKeys />
      </span>
    </button>
  );
}

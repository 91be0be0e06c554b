"use client";

import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import type { PaletteActions } from "@/components/commands/command-actions";
import { showOverlay, useOverlay } from "@/components/commands/overlay";
import { Shortcuts } from "@/components/commands/shortcuts";

// Loaded on first use: most visits need neither.
const CommandMenu = dynamic(
  async () => (await import("@/components/commands/command-menu")).CommandMenu,
  { ssr: false },
);
const KeyboardHelp = dynamic(
  async () => (await import("@/components/commands/keyboard-help")).KeyboardHelp,
  { ssr: false },
);

type CommandPaletteProps = {
  actions: PaletteActions;
  locales: readonly string[];
  canEdit: boolean;
};

const close = () => showOverlay(null);

/**
 * The keyboard shortcuts of every page, and what they open: the palette, and the list of shortcuts.
 */
export function CommandPalette({ actions, locales, canEdit }: CommandPaletteProps) {
  const overlay = useOverlay();
  const pathname = usePathname();
  // Any navigation closes what lies over the page.
  useEffect(() => close, [pathname]);
  return (
    <>
      <Shortcuts canEdit={canEdit} />
      {overlay === "palette" && (
        <CommandMenu actions={actions} locales={locales} canEdit={canEdit} onClose={close} />
      )}
      {overlay === "keys" && <KeyboardHelp canEdit={canEdit} onClose={close} />}
    </>
  );
}

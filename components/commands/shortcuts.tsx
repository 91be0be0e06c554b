"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { showOverlay } from "@/components/commands/overlay";
import { shortcutOf, type Shortcut } from "@/components/commands/shortcut-of";
import { areSingleKeysOn } from "@/components/commands/single-keys";

/** Inputs that take no text. */
const NOT_FOR_TEXT = "[type=checkbox], [type=radio], [type=button], [type=submit]";

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    (target.matches("input, textarea, select") && !target.matches(NOT_FOR_TEXT))
  );
}

/** Moves the focus to the next or previous routine of the list; from elsewhere, to its first. */
function moveBy(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-routine-link]")];
  const row = document.activeElement?.closest("[data-routine-id]");
  const current = links.findIndex((link) => row?.contains(link) === true);
  const next = current === -1 ? 0 : Math.max(0, Math.min(links.length - 1, current + step));
  links[next]?.focus();
}

function toggleSelected(): void {
  const row = document.activeElement?.closest("[data-routine-id]");
  row?.querySelector<HTMLElement>("[data-select-routine]")?.click();
}

/** Focuses the search of the page; opens the palette where the page has none. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>("[role=search] input[type=search]");
  if (field === null) showOverlay("palette");
  field?.select();
}

/** Listens for the keys that work on every page. */
export function Shortcuts({ canEdit }: { canEdit: boolean }) {
  const router = useRouter();

  useEffect(() => {
    const actions: Record<Shortcut, () => void> = {
      palette: () => showOverlay("palette"),
      keys: () => showOverlay("keys"),
      search: focusSearch,
      new: () => canEdit && router.push("/routines/new"),
      next: () => moveBy(1),
      previous: () => moveBy(-1),
      select: toggleSelected,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const shortcut = shortcutOf(event, {
        isTyping: isTyping(event.target),
        isCovered:
          document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") !== null,
        areSingleKeysOn: areSingleKeysOn(),
      });
      if (shortcut === null) return;
      event.preventDefault();
      actions[shortcut]();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, canEdit]);

  return null;
}

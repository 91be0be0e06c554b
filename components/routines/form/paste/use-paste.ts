import { useState } from "react";
import type { PasteNote } from "@/components/routines/form/paste/paste-note";
import type { FieldTexts, RoutineFormApi } from "@/components/routines/form/use-routine-form";
import type { Pasted } from "@/lib/domain/paste/read-paste";

/** What was pasted, the note about it, and what its fields held before. */
type FilledPaste = { pasted: Pasted; Note: typeof PasteNote; before: FieldTexts };

/**
 * Fills the form from a command or a line of a crontab, and takes it back. What reads it is loaded late.
 */
export function usePaste(routineForm: RoutineFormApi) {
  const { form, draft, fill, nameAfterUrl, setUnreachable } = routineForm;
  const [filled, setFilled] = useState<FilledPaste | null>(null);

  const focusUrl = () => form.current?.querySelector<HTMLElement>("#endpoint_url")?.focus();

  const read = async (text: string) => {
    const [{ readPaste }, { pasteValues, PasteNote: Note }] = await Promise.all([
      import("@/lib/domain/paste/read-paste"),
      import("@/components/routines/form/paste/paste-note"),
    ]);
    const pasted = readPaste(text);
    if (pasted === null) return;
    const values = pasteValues(pasted);
    // A text that was typed as the URL isn't one.
    const current = {
      ...draft,
      endpoint_url: draft.endpoint_url === text ? "" : draft.endpoint_url,
    };
    const names = [...Object.keys(values), "endpoint_url", "name"] as (keyof FieldTexts)[];
    const before = Object.fromEntries(names.map((name) => [name, current[name]]));
    setFilled({ pasted, Note, before });
    fill({ endpoint_url: current.endpoint_url, ...values });
    nameAfterUrl();
    focusUrl();
  };

  const paste = (text: string) => {
    read(text).catch(() => setUnreachable(true));
  };
  const undo = () => {
    if (filled === null) return;
    fill(filled.before);
    setFilled(null);
    focusUrl();
  };
  return { filled, paste, undo, dismiss: () => setFilled(null) };
}

"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActResult } from "@/components/incidents/act-result";
import type { IncidentAction } from "@/components/incidents/incident-act";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { MAX_NOTE_CHARACTERS } from "@/lib/domain/incidents/incident-options";

/** Adds a note to the timeline of an incident. */
export function NoteForm({ action }: { action: IncidentAction }) {
  const t = useTranslations("incidents");
  const [last, dispatch, isPending] = useActionState(action, null);
  return (
    <form action={dispatch} className="mb-6 grid max-w-2xl justify-items-start gap-2">
      <Field id="new-note" label={t("noteLabel")} className="w-full">
        {(control) => (
          <Textarea {...control} name="note" required maxLength={MAX_NOTE_CHARACTERS} />
        )}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" name="act" value="note" isPending={isPending}>
          {t("addNote")}
        </Button>
        <ActResult state={isPending ? null : last} />
      </div>
    </form>
  );
}

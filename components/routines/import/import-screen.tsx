"use client";

import { useActionState } from "react";
import { ImportForm } from "@/components/routines/import/import-form";
import { ImportItems } from "@/components/routines/import/import-items";
import { ImportOutcome } from "@/components/routines/import/import-outcome";
import type { ImportActions } from "@/components/routines/import/import-state";

/** A text to import, what would become of it, and what was imported. Both steps work without scripts. */
export function ImportScreen({ actions }: { actions: ImportActions }) {
  const [read, preview, isReading] = useActionState(actions.preview, null);
  const [imported, run, isImporting] = useActionState(actions.run, null);
  const found = read?.result.ok === true ? read.result.preview : null;
  const isDone = imported?.result.ok === true && (read === null || imported.of === read.id);
  return (
    <div className="grid gap-8">
      {imported !== null && (isDone || !imported.result.ok) && <ImportOutcome state={imported} />}
      {read !== null && found !== null && !isDone && (
        <ImportItems
          key={read.id}
          id={read.id}
          preview={found}
          action={run}
          isPending={isImporting}
        />
      )}
      <ImportForm
        key={`form-${read?.id ?? ""}`}
        action={preview}
        isPending={isReading}
        state={read}
      />
    </div>
  );
}

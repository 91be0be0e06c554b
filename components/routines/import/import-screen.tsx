"use client";

import { useActionState } from "react";
import { ImportForm } from "@/components/routines/import/import-form";
import { ImportItems } from "@/components/routines/import/import-items";
import { ImportOutcome } from "@/components/routines/import/import-outcome";
import type { ImportActions } from "@/components/routines/import/import-state";

/** Brings what has just come to where the eye is: it stands above the form that made it. */
function bringToView(element: HTMLElement | null) {
  element?.scrollIntoView({ block: "start" });
}

/** A text to import, what would become of it, and what was imported. Both steps work without scripts. */
export function ImportScreen({ actions }: { actions: ImportActions }) {
  const [read, preview, isReading] = useActionState(actions.preview, null);
  const [imported, run, isImporting] = useActionState(actions.run, null);
  const found = read?.result.ok === true ? read.result.preview : null;
  const isDone = imported?.result.ok === true && (read === null || imported.of === read.id);
  return (
    <div className="grid gap-8">
      {imported !== null && (isDone || !imported.result.ok) && (
        <div ref={bringToView} className="scroll-mt-6">
          <ImportOutcome state={imported} />
        </div>
      )}
      {read !== null && found !== null && !isDone && (
        <div key={read.id} ref={bringToView} className="scroll-mt-6">
          <ImportItems id={read.id} preview={found} action={run} isPending={isImporting} />
        </div>
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

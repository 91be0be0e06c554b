"use server";

import { refresh } from "next/cache";
import type { ImportState, PreviewState } from "@/components/routines/import/import-state";
import { describeProblem } from "@/lib/domain/field-problems";
import { importSources, MAX_IMPORT_BYTES } from "@/lib/domain/imports/import-source";
import { formArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { importRoutines } from "@/lib/services/imports/import-routines";
import { previewImport } from "@/lib/services/imports/preview-import";

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** The text of the form, or of its file; null for a file that is too large to be read. */
async function readText(form: FormData): Promise<string | null> {
  const pasted = textOf(form, "text");
  const file = form.get("file");
  if (pasted.trim() !== "" || !(file instanceof File)) return pasted;
  return file.size > MAX_IMPORT_BYTES ? null : file.text();
}

/** Shows what would become of a text. The text doesn't come back: it may hold credentials. */
export async function previewImportAction(
  _state: PreviewState,
  sent: FormData,
): Promise<PreviewState> {
  const form = formArgument(sent);
  const choices = {
    source: textOf(form, "source"),
    base_url: textOf(form, "base_url").trim(),
    timezone: textOf(form, "timezone").trim(),
    schedule: textOf(form, "schedule").trim(),
  };
  const id = crypto.randomUUID();
  const text = await readText(form);
  if (text === null) {
    const problem = describeProblem({ path: "text", code: "import_text_too_long" });
    return { choices, id, result: { ok: false, code: "VALIDATION", fieldErrors: [problem] } };
  }
  const given = Object.entries(choices).filter(([, value]) => value !== "");
  const result = await runAction((context) =>
    previewImport(context, { text, ...Object.fromEntries(given) }),
  );
  return { choices, id, result: result.ok ? { ok: true, preview: result.data } : result };
}

/** The settings of a preview that were chosen; null where the form has been changed on the way. */
function readItems(form: FormData): unknown[] | null {
  const keys = new Set(form.getAll("key"));
  try {
    const items = JSON.parse(textOf(form, "items")) as unknown;
    if (!Array.isArray(items)) return null;
    return (items as unknown[]).filter(
      (item) =>
        typeof item === "object" && item !== null && "key" in item && keys.has(String(item.key)),
    );
  } catch {
    return null;
  }
}

/** Creates the routines that were chosen of a preview. */
export async function importRoutinesAction(
  _state: ImportState,
  sent: FormData,
): Promise<ImportState> {
  const form = formArgument(sent);
  const source = importSources.find((known) => known === textOf(form, "source")) ?? null;
  const result = await runAction((context) =>
    importRoutines(context, { items: readItems(form) ?? [] }),
  );
  if (result.ok) refresh();
  return { of: textOf(form, "of"), source, result };
}

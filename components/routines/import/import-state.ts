import type { ActionFailure, ActionResult } from "@/lib/domain/action-result";
import type { ImportResult } from "@/lib/domain/imports/import-input";
import type { ImportPreview } from "@/lib/domain/imports/import-preview";
import type { ImportSource } from "@/lib/domain/imports/import-source";

/** What was chosen beside the text. The text itself never comes back. */
type ImportChoices = {
  source: string;
  base_url: string;
  timezone: string;
  schedule: string;
};

export type PreviewState = {
  choices: ImportChoices;
  /** Tells a preview from the next one. */
  id: string;
  result: { ok: true; preview: ImportPreview } | ActionFailure;
} | null;

export type ImportState = {
  /** The preview whose items were imported. */
  of: string;
  source: ImportSource | null;
  result: ActionResult<ImportResult>;
} | null;

export type ImportActions = {
  preview: (state: PreviewState, form: FormData) => Promise<PreviewState>;
  run: (state: ImportState, form: FormData) => Promise<ImportState>;
};

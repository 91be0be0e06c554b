import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import {
  importSources,
  MAX_IMPORT_BYTES,
  MAX_IMPORT_JOBS,
} from "@/lib/domain/imports/import-source";
import { MAX_CRON_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { checkCronExpression } from "@/lib/domain/schedule/schedule";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";

const source = z.enum(importSources, problem("import_source_unknown"));

/** UTF-8 takes up to three bytes for a unit of UTF-16. */
const fits = (text: string) =>
  text.length <= MAX_IMPORT_BYTES && new TextEncoder().encode(text).length <= MAX_IMPORT_BYTES;

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

const text = z
  .string(problem("import_text_required"))
  .refine((given) => given.trim() !== "", { ...problem("import_text_required"), abort: true })
  .refine(fits, problem("import_text_too_long"));

const isSchedule = (expression: string) => checkCronExpression(expression, "UTC", 1).ok;

const reading = {
  /** Found by the text where it is left out. */
  source: source.optional(),
  /** Of paths without a host, as in `vercel.json`. */
  base_url: z
    .string(problem("import_base_url_invalid"))
    .trim()
    .max(2_000, problem("import_base_url_invalid"))
    .refine(isBaseUrl, problem("import_base_url_invalid"))
    .optional(),
  /** Of schedules that name no zone. */
  timezone: z
    .string(problem("timezone_unknown"))
    .refine(isTimezone, problem("timezone_unknown"))
    .optional(),
  /** Of commands that have none: a cron expression. */
  schedule: z
    .string(problem("import_schedule_invalid"))
    .trim()
    .max(MAX_CRON_CHARACTERS, problem("import_schedule_invalid"))
    .refine(isSchedule, problem("import_schedule_invalid"))
    .optional(),
};

/** A text, and what it doesn't say itself. */
export const previewImportInput = z.strictObject({ text, ...reading });
export type PreviewImportInput = z.output<typeof previewImportInput>;

/**
 * What to import: settings of a preview's items, or a text that is read once more, of which `keys` names
 * the jobs to take; all where it is left out.
 */
export const importRoutinesInput = z
  .strictObject({
    items: z
      .array(z.record(z.string(), z.unknown()), problem("import_items_required"))
      .min(1, problem("import_items_required"))
      .max(MAX_IMPORT_JOBS, problem("import_too_many"))
      .optional(),
    text: text.optional(),
    keys: z.array(z.string()).max(MAX_IMPORT_JOBS, problem("import_too_many")).optional(),
    ...reading,
  })
  .refine(({ items, text: given }) => (items === undefined) !== (given === undefined), {
    ...problem("import_items_or_text"),
    path: ["items"],
  });

/** What an import has made. */
export type ImportResult = {
  created: { id: string; key: string; name: string; is_active: boolean }[];
  /** Keys that the workspace has already: their routines stay as they are. */
  existing: string[];
};

import { z } from "zod";
import { count, id, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { successRule } from "@/lib/domain/api/schemas/run";
import type { ImportResult } from "@/lib/domain/imports/import-input";
import type { ImportPreview, ImportSettings } from "@/lib/domain/imports/import-preview";
import { importSources } from "@/lib/domain/imports/import-source";
import {
  refusalCodes,
  remarkCodes,
  severities,
  type ImportRefusal,
  type ImportRemark,
} from "@/lib/domain/imports/remarks";
import { routineSettings } from "@/lib/domain/routine/routine";

const params = z.record(z.string(), z.union([z.string(), z.number()]));
const line = count.nullable().describe("Where the job begins in the text; null in documents.");
const message = z.string().describe("In English, with the parameters in their places.");

const remark = schemaOf<ImportRemark>("ImportRemark")(
  z.object({ code: z.enum(remarkCodes), severity: z.enum(severities), params, message }),
);

const refusal = schemaOf<ImportRefusal>("ImportRefusal")(
  z.object({ line, text: z.string(), code: z.enum(refusalCodes), params, message }),
);

const secret = z.object({
  name: z.string(),
  header: z.string().describe("How it is sent, with `{value}` in its place."),
  origin: z.string(),
  exists: z.boolean(),
});

/** Zod's optional properties may also be undefined, which JSON can't say. */
const settings = z
  .object({ ...routineSettings.shape, success_rules: z.array(successRule) })
  .partial()
  .extend({ key: z.string(), name: z.string(), endpoint_url: z.string() })
  .describe("What `POST /api/routines` takes.") as unknown as z.ZodType<ImportSettings>;

const item = z.object({
  key: z.string(),
  name: z.string(),
  line,
  settings,
  next_runs: z.array(instant),
  exists: z.boolean().describe("Whether the workspace has a routine of this key already."),
  remarks: z.array(remark),
  secrets: z.array(secret),
});

export const importPreviewSchema = schemaOf<ImportPreview>("ImportPreview")(
  z.object({
    source: z.enum(importSources),
    items: z.array(item),
    refused: z.array(refusal),
    remarks: z.array(remark),
    secrets: z.array(secret),
    needs: z.array(z.enum(["base_url"])),
  }),
);

export const importResultSchema = schemaOf<ImportResult>("ImportResult")(
  z.object({
    created: z.array(z.object({ id, key: z.string(), name: z.string(), is_active: z.boolean() })),
    existing: z.array(z.string()),
  }),
);

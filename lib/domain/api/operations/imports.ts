import { defineOperation } from "@/lib/domain/api/operation";
import { importPreviewSchema, importResultSchema } from "@/lib/domain/api/schemas/import";
import { importRoutinesInput, previewImportInput } from "@/lib/domain/imports/import-input";

const example = {
  text: "0 3 * * * curl -X POST https://example.com/backup",
  timezone: "Europe/Lisbon",
};

export const importOperations = [
  defineOperation({
    id: "previewImport",
    method: "POST",
    path: "/api/imports/preview",
    tag: "As code",
    summary: "Preview an import",
    description:
      "Reads a crontab, cURL commands or the export of another scheduler, and writes nothing. Credentials in the text are named as secrets to make, and their values are neither stored nor returned.",
    scope: "read",
    body: previewImportInput,
    example,
    responses: { 200: importPreviewSchema },
  }),
  defineOperation({
    id: "importRoutines",
    method: "POST",
    path: "/api/imports",
    tag: "As code",
    summary: "Import routines",
    description:
      "Takes the `settings` of a preview's items as `items`, or a text, of which `keys` chooses jobs. Everything is imported or nothing. Keys that the workspace has already are passed over.",
    scope: "write",
    body: importRoutinesInput,
    example,
    responses: { 201: importResultSchema },
  }),
];

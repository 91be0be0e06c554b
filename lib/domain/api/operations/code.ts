import { z } from "zod";
import { defineOperation } from "@/lib/domain/api/operation";
import { appliedCodeSchema, codePlanSchema } from "@/lib/domain/api/schemas/code";
import { applyCodeQuery, codeDocument, exportCodeQuery } from "@/lib/domain/code/code-document";

const bodyTypes = ["application/yaml", "application/json"];

const example = {
  version: 1,
  prefix: "team-a/",
  tags: [{ name: "prod", color: "red" }],
  routines: [
    {
      key: "team-a/backup",
      name: "Nightly backup",
      endpoint_url: "https://example.com/backup",
      cron_expression: "0 3 * * *",
      tags: ["prod"],
    },
  ],
};

export const codeOperations = [
  defineOperation({
    id: "planCode",
    method: "POST",
    path: "/api/plan",
    tag: "As code",
    summary: "Plan an apply",
    description:
      "What an apply of the file would do, and what was changed by hand since the last one. Writes nothing.",
    scope: "read",
    body: codeDocument,
    bodyTypes,
    example,
    responses: { 200: codePlanSchema },
  }),
  defineOperation({
    id: "applyCode",
    method: "POST",
    path: "/api/apply",
    tag: "As code",
    summary: "Apply a file",
    description:
      "Makes what the file owns what it says, all of it or nothing. With `plan`, the digest of a plan, it is refused where the workspace was changed since; with `dry_run=true` it answers as a plan does. What is as the file says isn't touched.",
    scope: "write",
    query: applyCodeQuery,
    body: codeDocument,
    bodyTypes,
    example,
    responses: { 200: z.union([appliedCodeSchema, codePlanSchema]) },
    problems: [409],
  }),
  defineOperation({
    id: "exportCode",
    method: "GET",
    path: "/api/export",
    tag: "As code",
    summary: "Export a workspace as a file",
    description:
      "With `prefix` the part that such a file owns, otherwise the whole workspace. `unmanaged` says whether what has no key is in it too, with a key made of its name. A file never has a secret in it.",
    scope: "read",
    query: exportCodeQuery,
    responses: { 200: { body: codeDocument, types: ["application/yaml", "application/json"] } },
    problems: [413],
  }),
  defineOperation({
    id: "getCodeSchema",
    method: "GET",
    path: "/api/schema/opspulse.json",
    tag: "As code",
    summary: "Get the JSON Schema of the file",
    scope: "public",
    responses: {
      200: { body: z.record(z.string(), z.unknown()), types: ["application/schema+json"] },
    },
  }),
];

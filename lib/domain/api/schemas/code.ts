import { z } from "zod";
import { anyJson, count, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { CODE_VERSION, codeKinds } from "@/lib/domain/code/code-options";
import type { AppliedCodeDto, CodePlanDto } from "@/lib/domain/code/code-plan";

const fieldChanges = z.array(
  z.object({
    path: z.string().describe("The setting."),
    before: anyJson("Null where there was nothing."),
    after: anyJson("Null where nothing is left. Never the value of a secret."),
  }),
);

const kind = z.enum(codeKinds);

const planShape = {
  prefix: z.string().describe("What the file owns: what has a key that begins with it."),
  changes: z.array(
    z.object({
      kind,
      key: z.string().describe("The key, or the name of a tag."),
      action: z
        .enum(["create", "update", "delete", "adopt"])
        .describe("`adopt` gives the key to what was made by hand."),
      fields: fieldChanges,
    }),
  ),
  drift: z
    .array(
      z.object({
        kind,
        key: z.string().nullable(),
        name: z.string(),
        drift: z.enum(["changed", "deleted", "added", "unmanaged"]),
        fields: fieldChanges,
      }),
    )
    .describe("What was changed by hand since the last apply, and what no file describes."),
  summary: z.object({
    create: count,
    update: count,
    delete: count,
    adopt: count,
    unchanged: count,
    unmanaged: count.describe("What no file describes; the drift names up to 50 of it."),
  }),
  plan: z.string().describe("The digest of the plan, for `plan` of an apply."),
};

export const codePlanSchema = schemaOf<CodePlanDto>("CodePlan")(z.object(planShape));

export const appliedCodeSchema = schemaOf<AppliedCodeDto>("AppliedCode")(
  z.object({ ...planShape, applied_at: instant }),
);

const things = z.array(z.looseObject({ key: z.string() }));

/** A file as it goes out: what a plan takes, with every setting that isn't the default one. */
export const exportedCodeSchema = z
  .object({
    $schema: z.string().optional(),
    version: z.literal(CODE_VERSION),
    prefix: z.string().optional(),
    tags: z.array(z.looseObject({ name: z.string() })).optional(),
    policies: z.looseObject({}).optional(),
    channels: things.optional(),
    maintenance: things.optional(),
    routines: things.optional(),
  })
  .meta({ id: "ExportedCode" });

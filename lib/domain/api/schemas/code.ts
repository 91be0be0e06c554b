import { z } from "zod";
import { count, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { codeKinds } from "@/lib/domain/code/code-options";
import type { AppliedCodeDto, CodePlanDto } from "@/lib/domain/code/code-plan";

const fieldChanges = z.array(
  z.object({
    path: z.string().describe("The setting."),
    before: z.unknown().describe("Null where there was nothing."),
    after: z.unknown().describe("Null where nothing is left. Never the value of a secret."),
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

import { z } from "zod";
import { count, id, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import {
  alertPolicy as readAlertPolicy,
  type AlertPolicy,
} from "@/lib/domain/incidents/alert-policy";
import type { AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import type { BacktestDto } from "@/lib/domain/incidents/backtest";
import { alertTriggers } from "@/lib/domain/incidents/incident-options";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";
import { routineKey } from "@/lib/domain/routine/routine";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import type { TagDto } from "@/lib/domain/tags/tag";
import { tagColors } from "@/lib/domain/tags/tag-options";
import type { ListedSecretDto, SecretDto } from "@/lib/domain/workspace/secret";

export const alertPolicy = schemaOf<AlertPolicy>("AlertPolicy")(z.object(readAlertPolicy.shape));

export const workspacePolicySchema = schemaOf<AlertPolicyDto>("WorkspaceAlertPolicy")(
  z.object({
    ...readAlertPolicy.shape,
    is_default: z.boolean().describe("Whether it is the built-in one."),
  }),
);

const backtestCount = schemaOf<BacktestDto["saved"]>("BacktestCount")(
  z.object({
    opened: count,
    reopened: count,
    resolved: count,
    messages: count.describe("One for the incidents of one cause."),
  }),
);

export const backtestSchema = schemaOf<BacktestDto>("Backtest")(
  z.object({
    from: instant,
    to: instant,
    is_complete: z.boolean().describe("Whether all runs of the time were read."),
    routines: count,
    runs: count,
    failures: count,
    saved: backtestCount,
    draft: backtestCount,
    moments: z.array(
      z.object({
        routine_id: id,
        run_id: id,
        trigger: z.enum(alertTriggers),
        opened_at: instant,
        resolved_at: instant.nullable(),
        is_reopened: z.boolean(),
        in_maintenance: z.boolean(),
      }),
    ),
  }),
);

export const maintenanceSchema = schemaOf<MaintenanceDto>("Maintenance")(
  z.object({
    id,
    name: z.string(),
    key: routineKey.nullable().describe("The caller's own name for it, unique in its workspace."),
    starts_at: instant.nullable(),
    ends_at: instant.nullable(),
    cron_expression: z.string().nullable(),
    timezone: z.string(),
    duration_minutes: z.int().nullable(),
    applies_to_all: z.boolean(),
    routine_ids: z.array(id),
    tags: z.array(z.string()),
    is_active: z.boolean().describe("Whether it is on now."),
    next_starts_at: instant.nullable(),
    created_at: instant,
  }),
);

export const maintenanceList = z.object({ data: z.array(maintenanceSchema) });

export const tagSchema = schemaOf<TagDto>("Tag")(
  z.object({
    id,
    name: z.string(),
    color: z.enum(tagColors),
    alert_policy: alertPolicy
      .nullable()
      .describe("The policy of its routines that have none of their own."),
    routines: count.describe("How many routines have it."),
    created_at: instant,
  }),
);

export const tagList = z.object({ data: z.array(tagSchema) });

const secretShape = {
  name: z.string(),
  purpose: z
    .enum(["credential", "signing"])
    .describe("A credential is sent in a header; a signing key signs webhooks."),
  origins: z.array(z.string()).readonly().describe("Where it may be sent."),
} satisfies Record<keyof SecretOption, z.ZodType>;

const ownSecretShape = {
  ...secretShape,
  id,
  header: z.string().nullable().describe("How a credential is sent."),
  created_at: instant,
  updated_at: instant,
};

export const secretSchema = schemaOf<SecretDto>("Secret")(z.object(ownSecretShape));

const listedSecret = schemaOf<ListedSecretDto>("ListedSecret")(
  z.object({
    ...ownSecretShape,
    uses: z.array(z.object({ id, name: z.string() })).describe("The routines that refer to it."),
  }),
);

export const secretList = z.object({
  data: z.array(listedSecret),
  offered: z
    .array(schemaOf<SecretOption>("OfferedSecret")(z.object(secretShape)))
    .readonly()
    .describe("The secrets that the instance's operator offers this workspace."),
});

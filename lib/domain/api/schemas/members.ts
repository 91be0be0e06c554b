import { z } from "zod";
import { count, id, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { rateLimitNames } from "@/lib/domain/limits/rate-limits";
import type { UsageDto } from "@/lib/domain/limits/usage";
import type { InvitationDto, MemberDto, NewInvitationDto } from "@/lib/domain/workspace/member";
import { grantableRoles, roles } from "@/lib/domain/workspace/role";
import type { WorkspaceDetailDto, WorkspaceDto } from "@/lib/domain/workspace/workspace";

const listOf = (item: z.ZodType) => z.object({ data: z.array(item), next_cursor: z.null() });

const workspaceShape = {
  id,
  name: z.string(),
  role: z.enum(roles).describe("The caller's role."),
};

export const workspaceSchema = schemaOf<WorkspaceDto>("Workspace")(z.object(workspaceShape));

export const workspaceList = listOf(workspaceSchema);

export const workspaceDetailSchema = schemaOf<WorkspaceDetailDto>("WorkspaceDetail")(
  z.object({
    ...workspaceShape,
    ai_enabled: z
      .boolean()
      .nullable()
      .describe(
        "Whether the operator's model may read about failed runs; null where the instance has none.",
      ),
    ai_host: z.string().nullable(),
    ai_model: z.string().nullable(),
    contents: z
      .object({
        members: count,
        routines: count,
        runs: count,
        has_more_runs: z.boolean().describe("Whether there are more runs than were counted."),
      })
      .describe("What is deleted with it."),
  }),
);

export const memberSchema = schemaOf<MemberDto>("Member")(
  z.object({
    user_id: id,
    email: z.string().nullable(),
    role: z.enum(roles),
    joined_at: instant,
  }),
);

export const memberList = listOf(memberSchema);

const invitationShape = {
  id,
  role: z.enum(grantableRoles),
  invited_by: z
    .string()
    .nullable()
    .describe("The member who made it; null for one that an API key made."),
  created_at: instant,
  expires_at: instant,
};

export const invitationList = listOf(
  schemaOf<InvitationDto>("Invitation")(z.object(invitationShape)),
);

export const newInvitationSchema = schemaOf<NewInvitationDto>("NewInvitation")(
  z.object({
    ...invitationShape,
    url: z.url().describe("The link to hand on. It is shown this once."),
  }),
);

const usedAndMax = z.object({ used: count, max: count });

export const usageSchema = schemaOf<UsageDto>("Usage")(
  z.object({
    routines: usedAndMax,
    members: usedAndMax,
    runs_per_day: usedAndMax.describe("What the schedules of active routines plan."),
    history: z.object({
      retention_days: z.int(),
      runs_removed_before: instant.nullable(),
      responses_removed_before: instant.nullable(),
    }),
    forecast: z.object({ runs_per_month: count, history_bytes_per_day: count }),
    rate_limits: z.array(
      z.object({
        name: z.enum(rateLimitNames),
        max: z.int().nullable().describe("Null where the limit is off."),
        window_seconds: z.int(),
      }),
    ),
  }),
);

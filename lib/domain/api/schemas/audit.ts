import { z } from "zod";
import { anyJson, id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import type { AuditEventDto } from "@/lib/domain/audit/audit-event";

const auditEventSchema = schemaOf<AuditEventDto>("AuditEvent")(
  z.object({
    id: z.string(),
    at: instant,
    actor_id: id.nullable().describe("The person; null for a key, or OpsPulse itself."),
    actor_email: z.string().nullable().describe("As it was then."),
    key_id: id.nullable(),
    key_name: z.string().nullable().describe("As it was then."),
    address: z.string().nullable().describe("Where the request came from, where that is known."),
    action: z.string().describe("Such as `routine.updated`."),
    target_kind: z.string(),
    target_id: id.nullable(),
    target_name: z.string().nullable().describe("As it was then."),
    changes: z
      .array(
        z.object({
          path: z.string(),
          before: anyJson("Left out where it isn't kept.").optional(),
          after: anyJson("Left out where it isn't kept.").optional(),
        }),
      )
      .describe("The fields that changed; never the value of a secret."),
    actor_exists: z.boolean(),
    target_exists: z.boolean(),
  }),
);

export const auditPage = pageOf(auditEventSchema).meta({ id: "AuditPage" });

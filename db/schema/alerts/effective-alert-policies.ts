import { jsonb, pgView, uuid } from "drizzle-orm/pg-core";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/**
 * The policy in force for each routine; null for the built-in one. Written by hand in a migration, for the
 * service alone: nobody has a grant on it.
 */
export const effectiveAlertPolicies = pgView("effective_alert_policies", {
  routineId: uuid("routine_id").notNull(),
  policy: jsonb("policy").$type<AlertPolicy>(),
}).existing();

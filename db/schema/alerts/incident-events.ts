import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { incidents } from "@/db/schema/alerts/incidents";
import {
  incidentEventTypes,
  incidentSources,
  MAX_NOTE_CHARACTERS,
  type IncidentEventType,
  type IncidentSource,
} from "@/lib/domain/incidents/incident-options";

/**
 * The timeline of incidents, in the order of `id`. `transition` is the number of the change within its
 * incident, and null for a reminder and a note. `actor_id` is null for a policy. Only the service writes it.
 */
export const incidentEvents = pgTable(
  "incident_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: uuid("workspace_id").notNull(),
    incidentId: uuid("incident_id").notNull(),
    type: text("type").$type<IncidentEventType>().notNull(),
    transition: integer("transition"),
    at: instant("at").notNull(),
    source: text("source").$type<IncidentSource>().notNull(),
    actorId: uuid("actor_id"),
    note: text("note"),
    runId: uuid("run_id"),
    snoozedUntil: instant("snoozed_until"),
  },
  (table) => [
    foreignKey({
      name: "fk_incident_events_incident",
      columns: [table.workspaceId, table.incidentId],
      foreignColumns: [incidents.workspaceId, incidents.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_incident_events_actor",
      columns: [table.actorId],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    index("idx_incident_events_incident").on(table.incidentId, table.id),
    index("idx_incident_events_actor").on(table.actorId),
    uniqueIndex("uq_incident_events_transition").on(table.incidentId, table.transition),
    check("ck_incident_events_type", sql`${table.type} in (${choices(incidentEventTypes)})`),
    check("ck_incident_events_source", sql`${table.source} in (${choices(incidentSources)})`),
    check(
      "ck_incident_events_transition",
      sql`(${table.type} in ('reminder', 'note')) = (${table.transition} is null)`,
    ),
    check(
      "ck_incident_events_note",
      sql`char_length(${table.note}) between 1 and ${sql.raw(String(MAX_NOTE_CHARACTERS))}`,
    ),
    pgPolicy("incident_events_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);

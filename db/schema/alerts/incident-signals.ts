import { bigint, foreignKey, index, pgTable, uuid } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { routines } from "@/db/schema/routines";

/**
 * The ordered log of runs that may concern an incident, written in the transaction that records them and
 * deleted in the one that decides on them: killed at any point, the same transitions come out. A run that
 * went well is only logged where its routine is watched (`routines.alert_watch`). The order of `id` is the
 * order of a routine's runs, because each is written under the lock of its routine's row. Only the service
 * uses it.
 */
export const incidentSignals = pgTable(
  "incident_signals",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: uuid("workspace_id").notNull(),
    routineId: uuid("routine_id").notNull(),
    runId: uuid("run_id").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "fk_incident_signals_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    index("idx_incident_signals_routine").on(table.routineId, table.id),
  ],
).enableRLS();

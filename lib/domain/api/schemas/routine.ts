import { z } from "zod";
import { id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { successRule } from "@/lib/domain/api/schemas/run";
import { alertPolicy } from "@/lib/domain/api/schemas/workspace";
import { routineSettings, type RoutineDto } from "@/lib/domain/routine/routine";
import { runStatuses } from "@/lib/domain/run/run-status";

export const routineSchema = schemaOf<RoutineDto>("Routine")(
  z.object({
    ...routineSettings.shape,
    success_rules: z.array(successRule),
    alert_policy: alertPolicy.nullable(),
    id,
    workspace_id: id,
    next_run_at: instant.describe("The next slot."),
    last_run_at: instant.nullable(),
    last_status: z.enum(runStatuses).nullable(),
    next_slots: z
      .array(instant)
      .describe("The next slots, soonest first; empty for a routine that is paused or has ended."),
    maintenance_until: instant.nullable().describe("The end of the maintenance that is on now."),
    created_at: instant,
    updated_at: instant,
  }),
);

export const routinePage = pageOf(routineSchema);

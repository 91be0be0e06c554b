import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";

export const routineId = z.uuid(problem("routine_id_invalid"));

export const runId = z.uuid("Give the id of a run: a UUID, as list_runs has it.");

export const incidentId = z.uuid("Give the id of an incident: a UUID, as list_incidents has it.");

/** Whether a call only says what it would do. */
export const dryRunFlag = z
  .boolean("dry_run is true or false.")
  .default(false)
  .describe("true says what would happen, and changes and sends nothing.");

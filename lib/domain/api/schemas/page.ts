import { z } from "zod";
import { count, id, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import type { PulseColumn, PulseColumns, RunSummary } from "@/lib/domain/run/pulse";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";
import { runStatuses } from "@/lib/domain/run/run-status";

export const liveVersionSchema = z.object({ version: z.string() }).meta({ id: "LiveVersion" });

const runSummary = schemaOf<RunSummary>("RunSummary")(
  z.object({
    status: z.enum(runStatuses),
    is_degraded: z.boolean(),
    http_status: z.int().nullable(),
    duration_ms: z.number().nullable(),
    error_code: z.enum(runErrorCodes).nullable(),
    lag_ms: z.number().nullable(),
    in_maintenance: z.boolean(),
    at: instant.describe("Its slot or, for a manual run, its start."),
  }),
);

export const pulseColumn = schemaOf<PulseColumn>("PulseColumn")(
  z.object({ column: count, runs: count, failed: count, worst: runSummary }),
);

export const pulseColumnsSchema = schemaOf<PulseColumns>("PulseColumns")(
  z.object({
    starts_at: instant,
    rows: z.array(z.object({ id, columns: z.array(pulseColumn) })),
  }),
);

export const pulseQuery = z.object({
  routine_id: z.array(z.string()).optional().describe("Up to 16 routines."),
  hours: z.string().optional().describe("1, 3, 6, 12 or 24; 24 for anything else."),
});

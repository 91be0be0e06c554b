import { z } from "zod";
import { count, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import {
  healthProblems,
  healthStatuses,
  schemaStatuses,
  type HealthDto,
} from "@/lib/domain/health";
import type { LagSummary } from "@/lib/domain/run/lag";

const lagSummary = schemaOf<LagSummary>("LagSummary")(
  z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
);

export const healthSchema = schemaOf<HealthDto>("Health")(
  z.object({
    status: z
      .enum(healthStatuses)
      .describe("`late`: the scheduler is behind or doesn't run. `down`: the database is away."),
    problems: z.array(z.enum(healthProblems)),
    database: z.object({ status: z.enum(["ok", "down"]), latency_ms: z.number().nullable() }),
    schema: z.object({
      status: z.enum(schemaStatuses).nullable(),
      version: z.string().nullable(),
      expected: z.string(),
    }),
    scheduler: z.object({
      last_tick_at: instant.nullable(),
      due: count.nullable(),
      oldest_due_lag_ms: z.number().nullable(),
      lag_ms: lagSummary.nullable(),
    }),
    version: z.string(),
  }),
);

export const tickSchema = z
  .object({
    worker_id: z.string(),
    claimed: count,
    succeeded: count,
    failed: count,
    missed: count,
    abandoned: count,
    remaining_due: count,
    lag_ms: lagSummary.describe("From when runs were due to their start."),
    duration_ms: z.number(),
    stopped_by: z.enum(["drained", "budget"]),
    database_errors: count.exactOptional(),
    next_due_in_ms: z.number().exactOptional(),
    trimmed: z
      .object({ evidence_runs: count, deleted_runs: count, freed_bytes: count })
      .exactOptional(),
    alerts: z
      .object({ opened: count, resolved: count, sent: count, failed: count })
      .exactOptional(),
  })
  .meta({ id: "Tick" });

export const metricsSchema = z.string().describe("The text format of Prometheus.");

export const lifeSchema = z
  .object({ status: z.enum(["ok", "stopping"]), version: z.string() })
  .meta({ id: "Life" });

/** Of the description of the API, only that it is one. */
export const openApiSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.unknown()),
});

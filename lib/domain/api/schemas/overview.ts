import { z } from "zod";
import { pulseColumn } from "@/lib/domain/api/schemas/page";
import { count, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { routineSchema } from "@/lib/domain/api/schemas/routine";
import { runSchema } from "@/lib/domain/api/schemas/run";
import type {
  DayNumbers,
  OverviewDto,
  UnhealthyRoutine,
  UnhealthyRoutines,
} from "@/lib/domain/run/overview";
import type { PulseRow } from "@/lib/domain/run/pulse";

const milliseconds = z.number().nullable();

const unhealthyRoutine = schemaOf<UnhealthyRoutine>("UnhealthyRoutine")(
  z.object({
    routine: routineSchema,
    since: instant.describe("The first bad run since the last good one."),
    last_good_at: instant.nullable(),
    is_cut: z.boolean().describe("Whether it may have begun before `since`."),
    last_run: runSchema,
  }),
);

const unhealthyRoutines = schemaOf<UnhealthyRoutines>("UnhealthyRoutines")(
  z.object({ total: count, routines: z.array(unhealthyRoutine) }),
);

export const failingPage = z.object({
  data: z.array(unhealthyRoutine),
  total: count.describe("How many fail, of whom the first 50 are listed."),
  next_cursor: z.null(),
});

const dayNumbers = schemaOf<DayNumbers>("DayNumbers")(
  z.object({
    runs: count,
    succeeded: count,
    failed: count,
    missed: count,
    in_maintenance: count,
    p50_duration_ms: milliseconds,
    p95_duration_ms: milliseconds,
    p50_lag_ms: milliseconds,
    p99_lag_ms: milliseconds,
    is_cut: z.boolean().describe("Whether these are the numbers of the newest runs only."),
  }),
);

const pulseRow = schemaOf<PulseRow>("PulseRow")(
  z.object({
    routine: routineSchema,
    counts: z.object({
      count,
      succeeded: count,
      degraded: count,
      failed: count,
      other: count,
      maintenance: count,
    }),
    columns: z.array(pulseColumn),
  }),
);

export const overviewSchema = schemaOf<OverviewDto>("Overview")(
  z.object({
    routines_total: count,
    routines_active: count,
    routines_ended: count,
    failing: unhealthyRoutines,
    degraded: unhealthyRoutines,
    pulse: z.object({
      starts_at: instant,
      columns: count,
      column_minutes: count,
      rows: z.array(pulseRow),
    }),
    today: dayNumbers.describe("The last 24 hours."),
    before: dayNumbers.describe("The 24 hours before them."),
    last_run_at: instant.nullable(),
    upcoming: z.array(routineSchema).describe("The routines that are due next, soonest first."),
  }),
);

import { z } from "zod";
import { count, id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { leftOutReasons } from "@/lib/domain/replays/choose-slots";
import type {
  ReplayDetailDto,
  ReplayDto,
  ReplayPreviewDto,
  ReplayRoutine,
  ReplaySlotDto,
} from "@/lib/domain/replays/replay";
import {
  replayableStates,
  replaySlotStates,
  replayStates,
} from "@/lib/domain/replays/replay-options";

const routineShape = {
  id,
  name: z.string(),
  is_paused: z.boolean().describe("Its slots wait until it is resumed."),
} satisfies Record<keyof ReplayRoutine, z.ZodType>;

const windowShape = {
  from: instant.describe("Inclusive."),
  to: instant.describe("Exclusive."),
  statuses: z.array(z.enum(replayableStates)),
  pace: z.int().describe("The slots that are started in a minute, at most."),
  slot_count: count,
};

const replayShape = {
  ...windowShape,
  id,
  workspace_id: id,
  state: z.enum(replayStates),
  progress: z
    .object({
      waiting: count,
      running: count,
      success: count,
      fail: count,
      left_out: count,
      cancelled: count,
    })
    .describe("How many of the slots are in each state. Those of deleted routines are in none."),
  routines: z.array(z.object(routineShape)),
  created_by: id.nullable().describe("The member who started it; null for a key."),
  created_at: instant,
  finished_at: instant.nullable(),
} satisfies Record<keyof ReplayDto, z.ZodType>;

export const replaySchema = schemaOf<ReplayDto>("Replay")(z.object(replayShape));

export const replayPage = pageOf(replaySchema);

const replaySlot = schemaOf<ReplaySlotDto>("ReplaySlot")(
  z.object({
    routine_id: id,
    slot: instant,
    was: z.enum(replayableStates),
    state: z.enum(replaySlotStates),
    run_id: id.nullable().describe("The run in flight, or the one with the outcome."),
    attempts: count,
    settled_at: instant.nullable(),
  }),
);

export const replayDetailSchema = schemaOf<ReplayDetailDto>("ReplayDetail")(
  z.object({ ...replayShape, slots: z.array(replaySlot) }),
);

const previewShape = {
  ...windowShape,
  by_status: z.object({ FAIL: count, MISSED: count, ABANDONED: count }),
  duration_seconds: count.describe("The least time that it takes, at this pace."),
  left_out: z.record(z.enum(leftOutReasons), count),
  kept_since: instant.nullable().describe("Slots before it aren't on record any more."),
  routines: z.array(z.object({ ...routineShape, slot_count: count })),
} satisfies Record<keyof ReplayPreviewDto, z.ZodType>;

/** What `dry_run` returns instead of a replay. */
type Rehearsed = ReplayPreviewDto & { dry_run: true; action: "create"; changes: never[] };

export const replayPreviewSchema = schemaOf<Rehearsed>("ReplayPreview")(
  z.object({
    dry_run: z.literal(true),
    action: z.literal("create"),
    changes: z.array(z.never()),
    ...previewShape,
  }),
);

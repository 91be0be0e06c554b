import { z } from "zod";
import { id, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { pauseReasons, releaseReasons } from "@/lib/domain/routine/routine-event";
import { gapPolicies } from "@/lib/domain/routine/routine-options";
import { runStatuses } from "@/lib/domain/run/run-status";
import { slotStates } from "@/lib/domain/slots/slot-ledger";
import type { ExplainedMinuteDto, SlotEntryDto, SlotListPage } from "@/lib/domain/slots/slot-page";

const slotEntry = schemaOf<SlotEntryDto>("Slot")(
  z.object({
    slot: instant,
    state: z.enum(slotStates),
    runs: z
      .array(
        z.object({
          id,
          attempt: z.int(),
          status: z.enum(runStatuses),
          is_degraded: z.boolean(),
          will_retry: z.boolean(),
          is_fenced: z.boolean().describe("Its result came too late and was rejected."),
          is_replay: z.boolean(),
          superseded_by: id.nullable().describe("The run of a replay that took over the outcome."),
        }),
      )
      .describe("By attempt."),
    releases: z
      .array(z.object({ at: instant, reason: z.enum(releaseReasons) }))
      .describe("The claims that were given back before their request was sent."),
    missed_by: id.nullable().describe("The run that counts this slot among those it passed over."),
    changed_at: instant.nullable().describe("The change that kept the slot from running."),
    pause_reason: z.enum(pauseReasons).nullable().describe("Of a pause that no member made."),
    bound: instant.nullable().describe("The start or end date, where the slot is outside of it."),
  }),
);

export const slotPageSchema = schemaOf<SlotListPage>("SlotPage")(
  z.object({
    data: z.array(slotEntry),
    next_cursor: z.string().nullable(),
    since: instant.describe("Slots before this moment aren't listed."),
    is_since_creation: z.boolean().describe("Whether that is when the routine was created."),
  }),
);

export const explainedMinuteSchema = schemaOf<ExplainedMinuteDto>("ExplainedMinute")(
  z.object({
    minute: instant,
    verdict: z
      .enum(["SLOT", "NO_SLOT", "NOT_CREATED", "NOT_KEPT", "FUTURE"])
      .describe(
        "SLOT: the minute was a slot, see `entry`. NO_SLOT: the schedule had none there. NOT_CREATED: before the routine existed. NOT_KEPT: older than the history. FUTURE: not yet.",
      ),
    entry: slotEntry.nullable().describe("The slot of that minute."),
    previous: slotEntry.nullable().describe("The latest slot before it, where it was none."),
    schedule: z
      .object({
        interval_minutes: z.int().nullable(),
        cron_expression: z.string().nullable(),
        run_at: instant.nullable(),
        timezone: z.string(),
        gap_policy: z.enum(gapPolicies),
      })
      .nullable()
      .describe("The schedule at that minute, where it is known."),
    explanation: z.string().describe("The answer in words, on the clock of the routine's zone."),
  }),
);

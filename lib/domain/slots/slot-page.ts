import { z } from "zod";
import { instantInput } from "@/lib/domain/run/run";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { MAX_LEDGER_SLOTS, type SlotState } from "@/lib/domain/slots/slot-ledger";

/** A slot and what became of it, as it goes out to a screen. Times are RFC 3339 in UTC. */
export type SlotEntryDto = {
  slot: string;
  state: SlotState;
  /** By attempt. */
  runs: {
    id: string;
    attempt: number;
    status: RunStatus;
    is_degraded: boolean;
    will_retry: boolean;
    is_fenced: boolean;
  }[];
  /** The run that counts this slot among those which were passed over. */
  missed_by: string | null;
  /** When the change was made that kept the slot from running. */
  changed_at: string | null;
  /** The start or the end date outside of which the slot lies. */
  bound: string | null;
};

/** A page of the ledger, newest first. */
export type SlotPage = {
  data: SlotEntryDto[];
  /** Where the next page begins; null on the last one. */
  next_before: string | null;
  /** Slots before this moment are not told: the routine did not exist, or its runs are deleted. */
  since: string;
  /** Whether `since` is the moment at which the routine was created. */
  is_since_creation: boolean;
};

/**
 * The answer to "why did it not run at this minute?": it was a slot, and this became of it; or its
 * schedule had no slot there, and the latest before it was `previous`; or nothing can be said.
 */
export type MinuteVerdictDto = {
  minute: string;
  verdict: "SLOT" | "NO_SLOT" | "NOT_CREATED" | "NOT_KEPT" | "FUTURE";
  entry: SlotEntryDto | null;
  previous: SlotEntryDto | null;
  /** The schedule that held then; null where it is not known. */
  schedule: {
    interval_minutes: number | null;
    cron_expression: string | null;
    timezone: string;
  } | null;
};

export const slotPageInput = z.strictObject({
  before: instantInput.optional(),
  limit: z.coerce
    .number({ error: "limit_out_of_range" })
    .int({ error: "limit_out_of_range" })
    .min(1, { error: "limit_out_of_range" })
    .max(MAX_LEDGER_SLOTS, { error: "limit_out_of_range" })
    .default(200),
});

import { z } from "zod";
import { instantParameter, pageLimit } from "@/lib/domain/inputs";
import type { PauseReason, ReleaseReason } from "@/lib/domain/routine/routine-event";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { MAX_LEDGER_SLOTS, type SlotState } from "@/lib/domain/slots/slot-ledger";

/** A slot with its state, as a screen gets it. Times are RFC 3339 in UTC. */
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
    is_replay: boolean;
    /** The run of a replay that took over the outcome. */
    superseded_by: string | null;
  }[];
  /** The claims that were given back before their request was sent, the first one first. */
  releases: { at: string; reason: ReleaseReason }[];
  /** Id of the run that counts this slot among those that were passed over. */
  missed_by: string | null;
  /** The time of the change that kept the slot from running. */
  changed_at: string | null;
  /** The reason of a pause that no member made. */
  pause_reason: PauseReason | null;
  /** The start or end date, where the slot is outside of it. */
  bound: string | null;
};

/** A page of the ledger, newest first. */
export type SlotPage = {
  data: SlotEntryDto[];
  /** Where the next page begins; null on the last one. */
  next_before: string | null;
  /** Slots before this moment are not listed: the routine did not exist, or its runs are deleted. */
  since: string;
  /** Whether `since` is the moment at which the routine was created. */
  is_since_creation: boolean;
};

/**
 * Why a routine ran or did not run at a minute. `entry` is the slot of that minute; where the
 * schedule had none, `previous` is the latest slot before it. Both are null where nothing is known.
 */
export type MinuteVerdictDto = {
  minute: string;
  verdict: "SLOT" | "NO_SLOT" | "NOT_CREATED" | "NOT_KEPT" | "FUTURE";
  entry: SlotEntryDto | null;
  previous: SlotEntryDto | null;
  /** The schedule at that minute; null where it is not known. */
  schedule: {
    interval_minutes: number | null;
    cron_expression: string | null;
    run_at: string | null;
    timezone: string;
    gap_policy: GapPolicy;
  } | null;
};

export const slotPageInput = z.strictObject({
  before: instantParameter.optional(),
  limit: pageLimit(MAX_LEDGER_SLOTS, 200),
});

import { z } from "zod";
import { cursorParameter, instantParameter, pageLimit } from "@/lib/domain/inputs";
import type { PauseReason, ReleaseReason } from "@/lib/domain/routine/routine-event";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";
import type { Page } from "@/lib/domain/run/run";
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

/** A page of the ledger, as a machine asks for it. `before` is exclusive. */
export const listSlotsInput = z.strictObject({
  before: instantParameter.optional(),
  limit: pageLimit(MAX_LEDGER_SLOTS, 50),
  cursor: cursorParameter,
});

/** A page of the ledger as lists go out to machines. */
export type SlotListPage = Page<SlotEntryDto> & Pick<SlotPage, "since" | "is_since_creation">;

/**
 * A minute of a path, completed to RFC 3339: `:` and `+` may come encoded, seconds may be left out, and
 * without an offset it is in UTC. What isn't one stays as it is.
 */
function completeMinute(part: string): string {
  const text = part.replaceAll(/%3A/gi, ":").replaceAll(/%2B/gi, "+");
  const [, minute, seconds = ":00", offset = "Z"] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/i.exec(text) ?? [];
  return minute === undefined ? text : `${minute}${seconds}${offset}`;
}

export const minuteParameter = z.strictObject({
  minute: z.string().transform(completeMinute).pipe(instantParameter),
});

/** Why a routine ran or did not run at a minute, with the answer in words. */
export type ExplainedMinuteDto = MinuteVerdictDto & { explanation: string };

import { z } from "zod";
import type { AiProblem } from "@/lib/domain/ai/ai-summary";
import { problem } from "@/lib/domain/field-problems";
import { cursorParameter, instantParameter, pageLimit } from "@/lib/domain/inputs";
import { MAX_PAGE_ROWS } from "@/lib/domain/routine/routine-options";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import type { RunErrorDetail } from "@/lib/domain/run/run-error-detail";
import type { RunEvidence, RunPhases } from "@/lib/domain/run/run-evidence";
import { runStatuses, type RunStatus } from "@/lib/domain/run/run-status";
import { tagFilter } from "@/lib/domain/tags/tag";

/** The clock, a person or a machine who asked for a run now, or a replay of slots that are over. */
export const runTriggers = ["MANUAL", "SCHEDULE", "REPLAY"] as const;
export type RunTrigger = (typeof runTriggers)[number];

/** The filters of a list of runs: a status, degraded successes, or everything but a success. */
export const runFilters = [...runStatuses, "DEGRADED", "NOT_SUCCESS"] as const;
export type RunFilter = (typeof runFilters)[number];

/** A run in the wire format. Times are RFC 3339 in UTC. */
export type RunDto = RunPhases & {
  id: string;
  workspace_id: string;
  routine_id: string;
  routine_name: string;
  triggered_by: RunTrigger;
  status: RunStatus;
  /** A success that was slower than the routine's limit. */
  is_degraded: boolean;
  http_status: number | null;
  duration_ms: number | null;
  error_code: RunErrorCode | null;
  /** What the error is in particular; null where its code says all there is. */
  error_detail: RunErrorDetail | null;
  error_message: string | null;
  scheduled_for: string | null;
  attempt: number;
  /** A failed attempt that will be retried: not the outcome of its slot. */
  will_retry: boolean;
  missed_slots: number;
  /** Milliseconds from the due time to the request; null for a manual run. */
  lag_ms: number | null;
  /** The address that responded, or was dialled last. */
  remote_address: string | null;
  certificate_expires_at: string | null;
  /** Bytes of the body as received. */
  response_bytes: number | null;
  worker_id: string | null;
  started_at: string | null;
  finished_at: string | null;
  created_at: string;
  ai_summary: string | null;
  ai_confidence: number | null;
  /** It ran, or its slot was passed over, while the routine was in maintenance. */
  in_maintenance: boolean;
  /** The replay that it is a run of; null for any other run, and of attempts whose worker was lost. */
  replay_id: string | null;
  /** The run of a replay that took over the outcome of its slot. */
  superseded_by: string | null;
};

/** A run with the evidence of its response. */
export type RunDetailDto = RunDto & RunEvidence;

/** A run with its summary, or with the reason why there is no new one. */
export type ExplainedRunDto = RunDetailDto & { ai_problem: AiProblem | null };

/** A page of a list; `next_cursor` is null on the last page. */
export type Page<Item> = { data: Item[]; next_cursor: string | null };

export const listRunsInput = z.strictObject({
  routine_id: z.uuid(problem("routine_id_invalid")).optional(),
  limit: pageLimit(MAX_PAGE_ROWS, 50),
  cursor: cursorParameter,
  status: z.enum(runFilters, problem("run_status_unknown")).optional(),
  triggered_by: z.enum(runTriggers, problem("run_trigger_unknown")).optional(),
  from: instantParameter.optional(),
  to: instantParameter.optional(),
  tag: tagFilter.optional(),
});
export type ListRunsInput = z.infer<typeof listRunsInput>;

import { z } from "zod";
import { problemCodes } from "@/lib/domain/api/problem-types";
import { fieldProblem } from "@/lib/domain/api/schemas/problem";
import { count, id, instant, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import { runDetailSchema, runDetailShape } from "@/lib/domain/api/schemas/run";
import { alertPolicy } from "@/lib/domain/api/schemas/workspace";
import type { AppliedPolicy } from "@/lib/domain/incidents/policy-origin";
import type { PastedRoutineDto } from "@/lib/domain/paste/pasted-settings";
import { pasteReasons } from "@/lib/domain/paste/read-paste";
import {
  bulkActions,
  bulkOutcomes,
  type BulkResult,
  type BulkRoutinesResult,
} from "@/lib/domain/routine/bulk";
import { routineSettings } from "@/lib/domain/routine/routine";
import { gapPolicies } from "@/lib/domain/routine/routine-options";
import type { DiffHunk } from "@/lib/domain/run/body-diff";
import { durationRanges, type DurationSummary } from "@/lib/domain/run/duration-summary";
import type { RunComparisonDto } from "@/lib/domain/run/run-comparison";
import type { TestResultDto } from "@/lib/domain/run/test-result";
import type { WordedPreviewDto } from "@/lib/domain/schedule/schedule-preview";

const { shape } = routineSettings;

const bulkResult = schemaOf<BulkResult>("BulkResult")(
  z.object({
    id,
    outcome: z
      .enum(bulkOutcomes)
      .describe(
        "CHANGED, UNCHANGED because it was so already, NOT_FOUND, REFUSED because of `problem`; of a run RAN, or NOT_RUN because of `code`.",
      ),
    problem: fieldProblem.nullable(),
    run: z
      .object({
        id,
        status: runDetailShape.status,
        is_degraded: runDetailShape.is_degraded,
        http_status: runDetailShape.http_status,
        duration_ms: runDetailShape.duration_ms,
        error_code: runDetailShape.error_code,
      })
      .nullable(),
    code: z.enum(problemCodes).nullable(),
  }),
);

export const bulkResultSchema = schemaOf<BulkRoutinesResult>("BulkRoutines")(
  z.object({
    action: z.enum(bulkActions),
    results: z.array(bulkResult).describe("One for each routine that was named or matched."),
    changed: count,
    undo: z
      .object({
        action: z.enum(["pause", "resume", "delete", "tag", "untag"]),
        ids: z.array(id),
        tags: z.array(z.string()).exactOptional(),
      })
      .nullable()
      .describe("The body of the call that takes it back; null where there is none."),
  }),
);

export const pastedRoutineSchema = schemaOf<PastedRoutineDto>("PastedRoutine")(
  z.object({
    settings: z.object({
      endpoint_url: shape.endpoint_url.exactOptional(),
      http_method: shape.http_method.exactOptional(),
      headers_json: shape.headers_json.exactOptional(),
      body: shape.body.exactOptional(),
      follow_redirects: shape.follow_redirects.exactOptional(),
      timeout_seconds: shape.timeout_seconds.exactOptional(),
      interval_minutes: shape.interval_minutes.exactOptional(),
      cron_expression: shape.cron_expression.exactOptional(),
      timezone: shape.timezone.exactOptional(),
    }),
    remarks: z
      .array(z.object({ what: z.string(), reason: z.enum(pasteReasons) }))
      .describe("The parts that were left out, by name, and why."),
  }),
);

export const schedulePreviewSchema = schemaOf<WordedPreviewDto>("SchedulePreview")(
  z.object({
    words: z.string().nullable().describe("The schedule in words."),
    interval_minutes: z.int().nullable(),
    cron_expression: z.string().nullable(),
    run_at: instant.nullable(),
    timezone: z.string(),
    gap_policy: z.enum(gapPolicies),
    starts_at: instant.nullable(),
    ends_at: instant.nullable(),
    next_slots: z.array(instant).describe("As if the routine was created now, soonest first."),
    clock_changes: z
      .array(
        z.object({
          kind: z.enum(["skipped", "moved", "twice"]),
          at: instant,
          local: z.string().describe("The first wall time that it concerns."),
        }),
      )
      .describe("The clock changes of the next year that make a run vanish, move or come twice."),
  }),
);

export const testResultSchema = schemaOf<TestResultDto>("TestResult")(
  z.object({
    dns_ms: runDetailShape.dns_ms,
    connect_ms: runDetailShape.connect_ms,
    tls_ms: runDetailShape.tls_ms,
    first_byte_ms: runDetailShape.first_byte_ms,
    redirects: runDetailShape.redirects,
    response_headers: runDetailShape.response_headers,
    response_body: runDetailShape.response_body,
    broken_rules: runDetailShape.broken_rules,
    status: runDetailShape.status,
    is_degraded: runDetailShape.is_degraded,
    http_status: runDetailShape.http_status,
    duration_ms: runDetailShape.duration_ms,
    error_code: runDetailShape.error_code,
    error_detail: runDetailShape.error_detail,
    error_message: runDetailShape.error_message,
    remote_address: runDetailShape.remote_address,
    certificate_expires_at: runDetailShape.certificate_expires_at,
    response_bytes: runDetailShape.response_bytes,
    sent_as: z
      .object({
        endpoint_url: z.string(),
        headers_json: z.record(z.string(), z.string()),
        body: z.string().nullable(),
      })
      .nullable()
      .describe("The texts as they were sent; null where no value was filled in."),
  }),
);

const diffHunk = schemaOf<DiffHunk>("DiffHunk")(
  z.object({
    line: z.int().describe("The number of the first line, in the later body."),
    lines: z.array(z.object({ kind: z.enum(["same", "removed", "added"]), text: z.string() })),
  }),
);

export const runComparisonSchema = schemaOf<RunComparisonDto>("RunComparison")(
  z.object({
    run: runDetailSchema,
    last_good: runDetailSchema.nullable().describe("The newest success before it."),
    body_diff: z.array(diffHunk).describe("Empty where the bodies are the same, or aren't kept."),
  }),
);

const milliseconds = z.number().nullable();

export const durationsSchema = schemaOf<DurationSummary>("Durations")(
  z.object({
    range: z.enum(durationRanges),
    from: instant,
    to: instant,
    bucket_seconds: z.int(),
    buckets: z
      .array(
        z.object({
          starts_at: instant,
          succeeded: count,
          degraded: count,
          failed: count,
          abandoned: count,
          missed: count,
          p50_ms: milliseconds,
          p95_ms: milliseconds,
          max_ms: milliseconds,
        }),
      )
      .describe("Oldest first; buckets without a run are left out."),
  }),
);

const appliedPolicy = schemaOf<AppliedPolicy>("AppliedAlertPolicy")(
  z.object({
    policy: alertPolicy,
    origin: z.union([
      z.object({ from: z.literal("ROUTINE") }),
      z.object({ from: z.literal("TAG"), name: z.string() }),
      z.object({ from: z.literal("WORKSPACE") }),
      z.object({ from: z.literal("BUILT_IN") }),
    ]),
  }),
);

export const routinePolicySchema = z
  .object({
    applied: appliedPolicy.describe("The policy that applies."),
    inherited: appliedPolicy.describe("The one that would apply without its own."),
  })
  .meta({ id: "RoutineAlertPolicy" });

import { z } from "zod";
import type { AiPreview } from "@/lib/domain/ai/ai-context";
import { aiProblems } from "@/lib/domain/ai/ai-summary";
import { count, id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import {
  runTriggers,
  type ExplainedRunDto,
  type RunDetailDto,
  type RunDto,
} from "@/lib/domain/run/run";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";
import { runErrorDetails } from "@/lib/domain/run/run-error-detail";
import {
  ruleFaults,
  type BrokenRule,
  type RedirectHop,
  type RunEvidence,
  type RunPhases,
} from "@/lib/domain/run/run-evidence";
import { runStatuses } from "@/lib/domain/run/run-status";
import { successRuleSchema, type SuccessRule } from "@/lib/domain/run/success-rule";
import { ruleTypes } from "@/lib/domain/run/success-rule-options";

const milliseconds = z.number().min(0).nullable();

const phases = {
  dns_ms: milliseconds,
  connect_ms: milliseconds,
  tls_ms: milliseconds,
  first_byte_ms: milliseconds.describe("From the request to the head of its response."),
} satisfies Record<keyof RunPhases, z.ZodType>;

const runShape = {
  ...phases,
  id,
  workspace_id: id,
  routine_id: id,
  routine_name: z.string(),
  triggered_by: z.enum(runTriggers),
  status: z.enum(runStatuses),
  is_degraded: z.boolean().describe("A success that was slower than the routine's limit."),
  http_status: z.int().nullable(),
  duration_ms: milliseconds,
  error_code: z.enum(runErrorCodes).nullable(),
  error_detail: z
    .enum(runErrorDetails)
    .nullable()
    .describe("What the error is in particular; null where its code says all there is."),
  error_message: z.string().nullable(),
  scheduled_for: instant.nullable().describe("Its slot; null for a manual run."),
  attempt: z.int().min(1),
  will_retry: z
    .boolean()
    .describe("A failed attempt that another one followed or follows: not the slot's outcome."),
  missed_slots: count.describe("The slots that passed before this one while nobody ticked."),
  lag_ms: z.number().nullable().describe("From the due time to the request."),
  remote_address: z
    .string()
    .nullable()
    .describe("The address that responded, or was dialled last."),
  certificate_expires_at: instant.nullable(),
  response_bytes: count.nullable().describe("Bytes of the body as received."),
  worker_id: z.string().nullable(),
  started_at: instant.nullable(),
  finished_at: instant.nullable(),
  created_at: instant,
  ai_summary: z.string().nullable(),
  ai_confidence: z.number().min(0).max(1).nullable(),
  in_maintenance: z.boolean().describe("It ran, or its slot passed, during maintenance."),
  replay_id: id.nullable().describe("The replay that it is a run of."),
  superseded_by: id.nullable().describe("The replay's run that has the slot's outcome now."),
} satisfies Record<keyof RunDto, z.ZodType>;

export const runSchema = schemaOf<RunDto>("Run")(z.object(runShape));

export const runPage = pageOf(runSchema);

const redirectHop = schemaOf<RedirectHop>("RedirectHop")(
  z.object({ url: z.string(), status: z.int() }),
);

export const successRule = schemaOf<SuccessRule>("SuccessRule")(successRuleSchema);

const brokenRule = schemaOf<BrokenRule>("BrokenRule")(
  z.object({
    rule: successRule,
    found: z.string().nullable().describe("What the response had instead, if anything."),
    fault: z.enum(ruleFaults).nullable().describe("Why the rule couldn't be judged."),
    at: z
      .string()
      .exactOptional()
      .describe("The path of the value that breaks a rule for all values of a list."),
  }),
);

const evidence = {
  redirects: z.array(redirectHop),
  response_headers: z.record(z.string(), z.string()).nullable(),
  response_body: z.string().nullable().describe("The first 4 KB, secrets masked."),
  broken_rules: z.array(brokenRule),
} satisfies Record<keyof RunEvidence, z.ZodType>;

export const runDetailShape = { ...runShape, ...evidence };

export const runDetailSchema = schemaOf<RunDetailDto>("RunDetail")(z.object(runDetailShape));

export const explainedRunSchema = schemaOf<ExplainedRunDto>("ExplainedRun")(
  z.object({
    ...runShape,
    ...evidence,
    ai_problem: z.enum(aiProblems).nullable().describe("Why there is no new summary."),
  }),
);

const text = z.string().nullable();

export const aiPreviewSchema = schemaOf<AiPreview>("AiPreview")(
  z.object({
    host: z.string(),
    model: z.string(),
    context: z
      .object({
        request: z.object({ method: z.string(), url: z.string() }),
        outcome: z.enum([...runStatuses, "DEGRADED"]),
        http_status: z.int().nullable(),
        duration_ms: milliseconds,
        attempt: z.int(),
        error_code: z.enum(runErrorCodes).nullable(),
        error_message: text,
        phases: z.object(phases),
        broken_rules: z.array(
          z.object({
            type: z.enum(ruleTypes),
            fault: z.enum(ruleFaults).nullable(),
            found: text,
          }),
        ),
        redirects: z.array(redirectHop),
        certificate_expires_at: instant.nullable(),
        response_body: text,
        last_good_run: z
          .object({
            http_status: z.int().nullable(),
            duration_ms: milliseconds,
            finished_at: instant.nullable(),
          })
          .nullable(),
      })
      .describe("All that the model gets."),
  }),
);

import { maskText, maskUrl } from "@/lib/domain/ai/mask-text";
import type { RunDetailDto } from "@/lib/domain/run/run";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import type { RuleFault, RunPhases } from "@/lib/domain/run/run-evidence";
import type { RunStatus } from "@/lib/domain/run/run-status";
import type { RuleType } from "@/lib/domain/run/success-rule";

/** Of a body, in characters. */
const MAX_BODY_CHARACTERS = 500;
const MAX_MESSAGE_CHARACTERS = 500;
const MAX_FOUND_CHARACTERS = 100;
const MAX_RULES = 5;

/** What a language model is given of a run: all of it, and nothing else. */
export type AiContext = {
  request: { method: string; url: string };
  outcome: RunStatus | "DEGRADED";
  http_status: number | null;
  duration_ms: number | null;
  attempt: number;
  error_code: RunErrorCode | null;
  error_message: string | null;
  phases: RunPhases;
  broken_rules: { type: RuleType; fault: RuleFault | null; found: string | null }[];
  redirects: { url: string; status: number }[];
  certificate_expires_at: string | null;
  /** The start of the body, where the routine keeps it. */
  response_body: string | null;
  last_good_run: {
    http_status: number | null;
    duration_ms: number | null;
    finished_at: string | null;
  } | null;
};

/** What is sent to the model, and where to. */
export type AiPreview = { host: string; model: string; context: AiContext };

/** Whether a workspace has failed runs summarized, and the model that reads about them. */
export type AiSwitch = { isEnabled: boolean; host: string; model: string };

type AiContextParts = {
  run: RunDetailDto;
  lastGood: RunDetailDto | null;
  /** The request as the routine is now. */
  request: { method: string; url: string };
};

const maskStart = (text: string | null, characters: number) =>
  text === null ? null : maskText(text).slice(0, characters).toWellFormed();

/** The little of a run that explains its failure, with everything masked that looks like a secret. */
export function buildAiContext({ run, lastGood, request }: AiContextParts): AiContext {
  return {
    request: { method: request.method, url: maskUrl(request.url) },
    outcome: run.is_degraded ? "DEGRADED" : run.status,
    http_status: run.http_status,
    duration_ms: run.duration_ms,
    attempt: run.attempt,
    error_code: run.error_code,
    error_message: maskStart(run.error_message, MAX_MESSAGE_CHARACTERS),
    phases: {
      dns_ms: run.dns_ms,
      connect_ms: run.connect_ms,
      tls_ms: run.tls_ms,
      first_byte_ms: run.first_byte_ms,
    },
    broken_rules: run.broken_rules.slice(0, MAX_RULES).map(({ rule, fault, found }) => ({
      type: rule.type,
      fault,
      found: maskStart(found, MAX_FOUND_CHARACTERS),
    })),
    redirects: run.redirects.map(({ url, status }) => ({ url: maskUrl(url), status })),
    certificate_expires_at: run.certificate_expires_at,
    response_body: maskStart(run.response_body, MAX_BODY_CHARACTERS),
    last_good_run: lastGood && {
      http_status: lastGood.http_status,
      duration_ms: lastGood.duration_ms,
      finished_at: lastGood.finished_at,
    },
  };
}

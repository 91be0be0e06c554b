import { ConflictError } from "@/lib/domain/errors";
import { checkCreateRoutine } from "@/lib/domain/routine/routine";
import type { TestResultDto } from "@/lib/domain/run/test-result";
import type { ServiceContext } from "@/lib/services/context";
import { sendRoutineRequest } from "@/lib/services/requests/send-routine-request";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Tests that a workspace may have in flight in this process: they must not make up a load. */
export const MAX_TESTS_IN_FLIGHT = 3;

const inFlight = new Map<string, number>();

/** @throws {ConflictError} where the workspace has as many tests in flight as it may. */
async function withinGate<Result>(workspaceId: string, work: () => Promise<Result>) {
  const count = inFlight.get(workspaceId) ?? 0;
  if (count >= MAX_TESTS_IN_FLIGHT) {
    throw new ConflictError(
      `${MAX_TESTS_IN_FLIGHT} tests of this workspace are in flight. Try again when one has ended.`,
    );
  }
  inFlight.set(workspaceId, count + 1);
  try {
    return await work();
  } finally {
    const left = (inFlight.get(workspaceId) ?? 1) - 1;
    if (left === 0) inFlight.delete(workspaceId);
    else inFlight.set(workspaceId, left);
  }
}

/** What of a routine says nothing about its request, as sound values: none of it has to be there. */
const withoutSchedule = {
  name: "Test",
  cron_expression: null,
  timezone: "UTC",
  is_active: true,
  jitter_seconds: 0,
  starts_at: null,
  ends_at: null,
  max_attempts: 1,
  misfire_policy: "FIRE_ONCE",
  keep_body: "ALWAYS",
};

/**
 * Sends the request of a routine that need not exist once, as its settings say, and answers with
 * what came back, its body included. Nothing is recorded. Name and schedule are not looked at; the
 * rest is held to the same rules as when a routine is created.
 * @throws {DomainError} FORBIDDEN for who may only read.
 * @throws {ValidationError} with every problem at its field: nothing was sent.
 * @throws {ConflictError} while the workspace has as many tests in flight as it may.
 */
export async function testRequest(context: ServiceContext, input: unknown): Promise<TestResultDto> {
  requireRole(context, "MEMBER");
  const request =
    typeof input === "object" && input !== null
      ? { ...input, ...withoutSchedule, interval_minutes: context.limits.minIntervalMinutes }
      : input;
  const checked = checkCreateRoutine(request, context.limits);
  const settings = requireValid(context, checked, request, null);
  return withinGate(context.workspaceId, async () => {
    const id = crypto.randomUUID();
    const answer = await sendRoutineRequest(
      context,
      {
        workspaceId: context.workspaceId,
        endpointUrl: settings.endpoint_url,
        httpMethod: settings.http_method,
        headersJson: settings.headers_json,
        body: settings.body,
        secretRef: settings.secret_ref,
        signingSecretRef: settings.signing_secret_ref,
        followRedirects: settings.follow_redirects,
        successRules: settings.success_rules,
        keepBody: settings.keep_body,
      },
      { id, headers: { "Idempotency-Key": id, "OpsPulse-Attempt": "1" } },
      settings.timeout_seconds * 1_000,
    );
    return {
      status: answer.status,
      is_degraded: answer.isDegraded,
      http_status: answer.httpStatus,
      duration_ms: answer.durationMs,
      error_code: answer.errorCode,
      error_message: answer.errorMessage,
      remote_address: answer.remoteAddress,
      certificate_expires_at: answer.certificateExpiresAt?.toISOString() ?? null,
      response_bytes: answer.responseBytes,
      ...answer.phases,
      ...answer.evidence,
    };
  });
}

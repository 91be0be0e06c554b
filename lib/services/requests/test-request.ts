import { ConflictError } from "@/lib/domain/errors";
import { checkRequest } from "@/lib/domain/routine/routine";
import type { TestResultDto } from "@/lib/domain/run/test-result";
import { toWire } from "@/lib/domain/wire";
import type { ServiceContext } from "@/lib/services/context";
import { finishBeforeStop } from "@/lib/services/orderly-stop";
import { sendRoutineRequest } from "@/lib/services/requests/send-routine-request";
import { checkPatterns } from "@/lib/services/routines/check-patterns";
import { toRoutineColumns } from "@/lib/services/routines/routine-dto";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** Tests that a workspace may have in flight in this process, so that they are no load test. */
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

/**
 * Sends the request of a routine, which need not exist, once, and returns the result with the response's
 * body. Nothing is recorded. Only the settings of the request are read, with the same rules as when a
 * routine is created.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with every problem at its field: nothing was sent.
 * @throws {ConflictError} while the workspace has as many tests in flight as it may.
 * @throws {DomainError} UNAVAILABLE while the process is about to end.
 */
export async function testRequest(context: ServiceContext, input: unknown): Promise<TestResultDto> {
  requireRole(context, "MEMBER");
  const patternProblems = await checkPatterns(context, input);
  const checked = checkRequest(input, context.limits);
  const settings = requireValid(context, checked, input, null, patternProblems);
  const send = async () => {
    const id = crypto.randomUUID();
    const { phases, evidence, retryAfterSeconds, ...result } = await sendRoutineRequest(
      context,
      {
        ...toRoutineColumns(settings),
        workspaceId: context.workspaceId,
        keepBody: "ALWAYS",
      },
      { id, headers: { "Idempotency-Key": id, "OpsPulse-Attempt": "1" } },
      settings.timeout_seconds * 1_000,
    );
    return { ...toWire(result), ...phases, ...evidence };
  };
  return finishBeforeStop(() => withinGate(context.workspaceId, send));
}

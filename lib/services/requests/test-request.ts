import { isDeepStrictEqual } from "node:util";
import type { SettingValues } from "@/db/queries/routine-columns";
import { checkRequest } from "@/lib/domain/routine/routine";
import { findRunErrorDetail } from "@/lib/domain/run/run-error-detail";
import type { TestResultDto } from "@/lib/domain/run/test-result";
import { truncateToMinute } from "@/lib/domain/schedule/schedule";
import { toWire } from "@/lib/domain/wire";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import type { ServiceContext } from "@/lib/services/context";
import { finishBeforeStop } from "@/lib/services/orderly-stop";
import { fillRoutine } from "@/lib/services/requests/fill-routine";
import { sendRoutineRequest } from "@/lib/services/requests/send-routine-request";
import { checkPatterns } from "@/lib/services/routines/check-patterns";
import { toRoutineColumns } from "@/lib/services/routines/routine-dto";
import { requireValid } from "@/lib/services/routines/routine-rules";
import { withPlace } from "@/lib/services/scheduler/with-place";
import { findNamedOptions } from "@/lib/services/secrets/own-options";
import { requireRole } from "@/lib/services/workspaces/require-role";

type SentTexts = Pick<SettingValues, "endpointUrl" | "headersJson" | "body">;

const isSameRequest = (a: SentTexts, b: SentTexts) =>
  a.endpointUrl === b.endpointUrl &&
  a.body === b.body &&
  isDeepStrictEqual(a.headersJson, b.headersJson);

/**
 * Sends the request of a routine, which need not exist, once, as soon as a place is free that its
 * workspace may hold, and returns the result with the response's body. Nothing is recorded. Only the
 * settings of the request are read, with the same rules as when a routine is created, and its schedule
 * where it is a sound one: values are filled in as for a run that a person starts now.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {ValidationError} with every problem at its field: nothing was sent.
 * @throws {TryLaterError} BUSY where no place became free in time: nothing was sent.
 * @throws {DomainError} UNAVAILABLE while the process is about to end.
 */
export async function testRequest(context: ServiceContext, input: unknown): Promise<TestResultDto> {
  requireRole(context, "MEMBER");
  const patternProblems = await checkPatterns(context, input);
  const checked = checkRequest(input, context.limits);
  const settings = requireValid(context, checked, input, null, {
    patternProblems,
    ownSecrets: await findNamedOptions(context, checked.ok ? checked.value : null),
  });
  const { workspaceId } = context;
  const columns = toRoutineColumns(settings);
  const send = async () => {
    const id = crypto.randomUUID();
    const now = new Date();
    const filled = fillRoutine(columns, {
      ...{ runId: id, attempt: 1, slot: null, startedAt: now },
      anchor: truncateToMinute(now),
    });
    const sent = await sendRoutineRequest(
      context,
      { ...filled, workspaceId, keepBody: "ALWAYS" },
      { id, headers: { "Idempotency-Key": id, "OpsPulse-Attempt": "1" } },
      settings.timeout_seconds * 1_000,
    );
    const { phases, evidence, retryAfterSeconds, ...result } = sent;
    const wire = toWire(result);
    const error_detail = findRunErrorDetail(wire);
    const sent_as = isSameRequest(filled, columns)
      ? null
      : toWire(filled, ["endpointUrl", "headersJson", "body"]);
    return { sent, value: { ...wire, error_detail, ...phases, ...evidence, sent_as } };
  };
  const { endpointUrl } = columns;
  await recordAuditEvent(context, "routine.tested", {
    ...{ kind: "routine", name: new URL(endpointUrl).hostname },
  });
  return finishBeforeStop(() =>
    withPlace(context, { workspaceId, endpointUrl, hasSucceeded: false }, send),
  );
}

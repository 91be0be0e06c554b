import {
  findSummarySubject,
  updateRunSummary,
  type SummarySubject,
} from "@/db/queries/run-summaries";
import { buildAiContext, type AiContext, type AiPreview } from "@/lib/domain/ai/ai-context";
import type { AiProblem } from "@/lib/domain/ai/ai-summary";
import { ConflictError, NotFoundError } from "@/lib/domain/errors";
import type { ExplainedRunDto } from "@/lib/domain/run/run";
import { SECOND_MS } from "@/lib/domain/time-units";
import { hasRole } from "@/lib/domain/workspace/role";
import { askModel, type SummaryLanguage } from "@/lib/services/ai/ask-model";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import {
  asActor,
  type AiSettings,
  type SchedulerContext,
  type ServiceContext,
} from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toRunDetailDto } from "@/lib/services/runs/run-dto";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The longest wait of a person for the model. */
const MODEL_SECONDS = 20;

const contextOf = ({ run, lastGood, request }: SummarySubject): AiContext =>
  buildAiContext({
    run: toRunDetailDto(run),
    lastGood: lastGood && toRunDetailDto(lastGood),
    request,
  });

/** Of a slot for which no response came to be judged, the fixed rule says everything. */
const hasFailed = ({ run }: SummarySubject) => run.status === "FAIL" || run.isDegraded;

/** Shown to people: the key and the path stay with the operator. */
export const aiHost = ({ baseUrl }: AiSettings): string => new URL(baseUrl).host;

/**
 * What would be sent of a run, before it is. Null where nothing would be: the instance has no model,
 * the workspace has it off, the caller only reads, or the run needs no explanation.
 * @throws {NotFoundError} where the workspace has no such run.
 */
export async function previewExplanation(
  context: ServiceContext,
  runId: string,
): Promise<AiPreview | null> {
  const { ai } = context;
  if (ai === null || !hasRole(context.role, "MEMBER")) return null;
  const subject = await readSubject(context, runId);
  if (!subject.isAiEnabled || !hasFailed(subject)) return null;
  return { host: aiHost(ai), model: ai.model, context: contextOf(subject) };
}

async function readSubject(context: ServiceContext, runId: string): Promise<SummarySubject> {
  if (!isId(runId)) throw new NotFoundError();
  const subject = await asActor(context, (tx) =>
    findSummarySubject(tx, context.workspaceId, runId),
  );
  if (subject === null) throw new NotFoundError();
  return subject;
}

/**
 * Has the operator's model summarize why a run failed, and keeps the summary with the run. Errors,
 * stalls and nonsense change nothing, and are in `ai_problem`.
 * @throws {DomainError} FORBIDDEN below MEMBER.
 * @throws {NotFoundError} where the workspace has no such run.
 * @throws {ConflictError} where there is no model, the workspace has it off, or nothing failed.
 */
export async function explainRun(
  context: ServiceContext,
  runId: string,
  language: SummaryLanguage = "en",
): Promise<ExplainedRunDto> {
  requireRole(context, "MEMBER");
  const subject = await readSubject(context, runId);
  const { ai } = context;
  if (ai === null) throw new ConflictError("This instance has no model: AI_BASE_URL isn't set.");
  if (!subject.isAiEnabled) {
    throw new ConflictError(
      "AI is off for this workspace. An admin can turn it on in its settings.",
    );
  }
  if (!hasFailed(subject)) {
    throw new ConflictError("There is nothing to explain: the run hasn't failed.");
  }
  await recordAuditEvent(context, "run.explained", { kind: "run", id: subject.run.id });
  const timeoutMs = MODEL_SECONDS * SECOND_MS;
  const problem = await summarize({ ...context, ai }, subject, { language, timeoutMs });
  const { run } = await readSubject(context, runId);
  return { ...toRunDetailDto(run), ai_problem: problem };
}

/**
 * `explainRun` without a user, for the first failure of an incident: only where the workspace has it on,
 * the run failed and has no summary yet. Never rejects for a reason of the model, and takes at most
 * `timeoutMs` of it. Returns whether the run has a summary.
 */
export async function summarizeRun(
  context: SchedulerContext,
  { workspaceId, runId }: { workspaceId: string; runId: string },
  options: { language: SummaryLanguage; timeoutMs: number },
): Promise<boolean> {
  const { ai } = context;
  if (ai === null) return false;
  const subject = await findSummarySubject(context.db, workspaceId, runId);
  if (subject === null || !subject.isAiEnabled || !hasFailed(subject)) return false;
  if (subject.run.aiSummary !== null) return true;
  return (await summarize({ ...context, ai }, subject, options)) === null;
}

/** Asks, and keeps the summary. Returns why there is none, or null. */
async function summarize(
  context: SchedulerContext & { ai: AiSettings },
  subject: SummarySubject,
  options: { language: SummaryLanguage; timeoutMs: number },
): Promise<AiProblem | null> {
  const outcome = await askModel(context, { context: contextOf(subject), ...options });
  if (!outcome.ok) return outcome.problem;
  const { workspaceId, id } = subject.run;
  await updateRunSummary(context.db, { workspaceId, runId: id }, outcome.summary);
  return null;
}

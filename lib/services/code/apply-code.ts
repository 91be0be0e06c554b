import type { Transaction } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { insertAuditEvent } from "@/db/queries/audit/audit-events";
import { forgetNestedFiles, lockFiles, saveAppliedFile } from "@/db/queries/code/applied-files";
import { insertKeyedRoutines, keepTagsOfRoutines } from "@/db/queries/code/keyed-routines";
import { databaseNow } from "@/db/queries/database-now";
import { updateWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { insertMaintenance, removeMaintenance } from "@/db/queries/maintenance";
import { removeChannel, updateChannelValues } from "@/db/queries/notifications/channels";
import { lockSelectedRoutines, removeRoutines, updateRoutineValues } from "@/db/queries/routines";
import { findTagIds, removeTag, updateTagValues } from "@/db/queries/tags";
import type { AppliedCodeDto } from "@/lib/domain/code/code-plan";
import { ConflictError, ValidationError } from "@/lib/domain/errors";
import { storeChannel } from "@/lib/services/channels/channel-values";
import { judgeCode, type JudgedCode } from "@/lib/services/code/judge-code";
import type { Prepared } from "@/lib/services/code/judging";
import { prepareCode } from "@/lib/services/code/prepare-code";
import { requireNoProblems, type CodeFile } from "@/lib/services/code/read-code";
import { afterCommit, asActor, type ServiceContext } from "@/lib/services/context";
import { refreshMaintenance } from "@/lib/services/maintenance/open-windows";
import { explainKeyTaken } from "@/lib/services/routines/explain-key-taken";
import { makeTags } from "@/lib/services/tags/set-routine-tags";
import { requireRole } from "@/lib/services/workspaces/require-role";

const CHANGED_MEANWHILE =
  "The workspace was changed since the plan was made, and nothing was applied. Make another plan, and look at it.";

/** Judges the file once the routines that it changes are locked, so that they stay as they were judged. */
async function judgeLocked(
  tx: Transaction,
  context: ServiceContext,
  prepared: Prepared,
): Promise<JudgedCode> {
  const { workspaceId } = context;
  await lockFiles(tx, workspaceId);
  const { steps } = await judgeCode(tx, context, prepared, { lock: false });
  const idsOf = ({ changed, deleted }: JudgedCode["steps"]["routines"]) =>
    [...changed.map(({ id }) => id), ...deleted].sort();
  const ids = idsOf(steps.routines);
  if (ids.length > 0) await lockSelectedRoutines(tx, workspaceId, { ids }, ids.length);
  const judged = await judgeCode(tx, context, prepared, { lock: true });
  const found = idsOf(judged.steps.routines);
  if (judged.problems.length === 0 && found.some((id) => !ids.includes(id))) {
    throw new ConflictError(CHANGED_MEANWHILE);
  }
  return judged;
}

/** Writes what the file says, in the order in which things refer to each other. */
async function carryOut(
  tx: Transaction,
  context: ServiceContext,
  { steps, routineIds }: JudgedCode,
): Promise<void> {
  const { workspaceId, actor } = context;
  const { tags, policy, routines, channels, windows } = steps;
  await removeRoutines(tx, workspaceId, routines.deleted);
  for (const id of channels.deleted) await removeChannel(tx, workspaceId, id);
  for (const id of windows.deleted) await removeMaintenance(tx, workspaceId, id);
  for (const id of tags.deleted) await removeTag(tx, workspaceId, id);
  await makeTags(tx, context, tags.created);
  for (const { name, ...values } of tags.changed) {
    for (const id of await findTagIds(tx, workspaceId, [name])) {
      await updateTagValues(tx, workspaceId, id, values);
    }
  }
  for (const { id, values } of routines.changed) {
    await updateRoutineValues(tx, workspaceId, id, values);
  }
  const created = await insertKeyedRoutines(
    tx,
    workspaceId,
    routines.created.map(({ values }) => values),
  );
  await keepTagsOfRoutines(tx, workspaceId, [
    ...routines.changed.flatMap((step) =>
      step.tags === null ? [] : [{ routineId: step.id, tags: step.tags }],
    ),
    ...routines.created.flatMap(({ values: { key }, tags: names }) => {
      const routineId = created.get(key ?? "");
      return routineId === undefined || names.length === 0 ? [] : [{ routineId, tags: names }];
    }),
  ]);
  // What isn't known by a name is the id of a routine that is gone.
  const idOf = (name: string) => created.get(name) ?? routineIds.get(name) ?? name;
  for (const { channel, secretRef, routines: names } of channels.created) {
    const values = { ...channel.values, routineIds: names.map(idOf) };
    await storeChannel(tx, context, { ...channel, values }, secretRef);
  }
  for (const { id, change, routines: names } of channels.changed) {
    await updateChannelValues(tx, workspaceId, id, {
      ...change,
      ...(names !== null && { routineIds: names.map(idOf) }),
    });
  }
  for (const { window, routines: names } of windows.created) {
    await insertMaintenance(
      tx,
      { workspaceId, userId: actor.userId },
      {
        ...window,
        routineIds: names.map(idOf),
        tagIds: await findTagIds(tx, workspaceId, window.tags),
      },
    );
  }
  if (policy.set !== undefined) await updateWorkspacePolicy(tx, workspaceId, policy.set);
}

/**
 * Makes the workspace what the file says, as far as the file owns it: all of it or nothing. What is as the
 * file says isn't touched.
 * @param plan the digest of the plan that was looked at, or null for whatever there is to do.
 * @throws {DomainError} FORBIDDEN for a member who may only read, and below ADMIN where the alert policy of
 *   the workspace changes.
 * @throws {ValidationError} with every problem of the file, each with its path, line and column.
 * @throws {ConflictError} where the workspace was changed since the plan.
 */
export async function applyCode(
  context: ServiceContext,
  file: CodeFile,
  plan: string | null,
): Promise<AppliedCodeDto> {
  requireRole(context, "MEMBER");
  const { workspaceId } = context;
  const { prepared, problems } = await prepareCode(context, file);
  const apply = async (tx: Transaction): Promise<AppliedCodeDto> => {
    const judged = await judgeLocked(tx, context, prepared);
    const found = [...problems, ...judged.problems];
    if (found.length > 0) throw new ValidationError(found);
    if (plan !== null && plan !== judged.plan.plan) throw new ConflictError(CHANGED_MEANWHILE);
    if (judged.steps.policy.set !== undefined) requireRole(context, "ADMIN");
    await carryOut(tx, context, judged);
    const { prefix } = prepared.document;
    await forgetNestedFiles(tx, workspaceId, prefix);
    await saveAppliedFile(tx, workspaceId, { prefix, resources: judged.resources });
    await insertAuditEvent(tx, workspaceId, {
      action: "file.applied",
      target: { kind: "file", id: null, name: prefix === "" ? null : prefix },
      changes: [],
    });
    const appliedAt = await databaseNow(tx);
    return { ...judged.plan, applied_at: appliedAt.toISOString() };
  };
  try {
    const applied = await withDeadline(LONG_DEADLINE_SECONDS, () =>
      asActor(context, (tx) => apply(tx)).catch(explainKeyTaken),
    );
    await afterCommit(context, () => refreshMaintenance(context.db, workspaceId));
    return applied;
  } catch (error) {
    if (error instanceof ValidationError) await requireNoProblems(context, file, error.problems);
    throw error;
  }
}

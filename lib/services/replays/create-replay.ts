import { countOpenReplays, insertReplay } from "@/db/queries/replays/replays";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { ConflictError } from "@/lib/domain/errors";
import type { ReplayDto } from "@/lib/domain/replays/replay";
import { MAX_OPEN_REPLAYS, MAX_REPLAY_SLOTS } from "@/lib/domain/replays/replay-options";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import type { ServiceContext } from "@/lib/services/context";
import { findReplay } from "@/lib/services/replays/get-replay";
import { planReplay, replayProblem } from "@/lib/services/replays/plan-replay";

const overlapError = () =>
  new ConflictError(
    "Another replay that isn't over has some of these slots. Wait until it is done, or cancel it.",
  );

/**
 * Starts a replay of one routine (`routineId`), or of those that the input names. Its slots are run by the
 * ticks from now on, the oldest first.
 * @throws {ConflictError} while another replay has one of the slots, or the workspace has
 *   `MAX_OPEN_REPLAYS` that aren't over.
 * @throws {ValidationError} for a window without such a slot, or with more than `MAX_REPLAY_SLOTS`.
 * @throws as `planReplay` does.
 */
export async function createReplay(
  context: ServiceContext,
  input: unknown,
  routineId: string | null = null,
): Promise<ReplayDto> {
  const { workspaceId } = context;
  const { input: parsed, slots, preview } = await planReplay(context, input, routineId);
  if (preview.left_out.IN_REPLAY > 0) throw overlapError();
  if (slots.length === 0) throw replayProblem({ path: "to", code: "replay_empty" });
  if (slots.length > MAX_REPLAY_SLOTS) {
    const params = { count: slots.length };
    throw replayProblem({ path: "to", code: "replay_too_many", params });
  }
  const id = await context.db.transaction(async (tx) => {
    await lockWorkspaceUsage(tx, workspaceId);
    if ((await countOpenReplays(tx, workspaceId)) >= MAX_OPEN_REPLAYS) {
      throw new ConflictError(
        `A workspace has at most ${MAX_OPEN_REPLAYS} replays at a time. Wait until one is done, or cancel one.`,
      );
    }
    const created = await insertReplay(
      tx,
      {
        workspaceId,
        createdBy: context.actor.userId,
        fromAt: parsed.from,
        untilAt: parsed.to,
        statuses: parsed.statuses,
        pacePerMinute: parsed.pace,
      },
      slots,
    );
    if (created === null) throw overlapError();
    return created;
  });
  await recordAuditEvent(context, "replay.started", { kind: "replay", id });
  return findReplay(context, id);
}

import type { Transaction } from "@/db/client";
import { findReplays, findReplaySlots } from "@/db/queries/replays/replays";
import { NotFoundError } from "@/lib/domain/errors";
import type { ReplayDetailDto, ReplayDto } from "@/lib/domain/replays/replay";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toReplayDto } from "@/lib/services/replays/replay-dto";

async function requireReplay(
  tx: Transaction,
  { workspaceId }: ServiceContext,
  id: string,
): Promise<ReplayDto> {
  const found = isId(id)
    ? await findReplays(tx, workspaceId, { id, limit: 1, after: undefined })
    : [];
  const [row] = found;
  if (row === undefined) throw new NotFoundError();
  return toReplayDto(row);
}

/** @throws {NotFoundError} where the workspace has no such replay. */
export const findReplay = (context: ServiceContext, id: string): Promise<ReplayDto> =>
  asActor(context, (tx) => requireReplay(tx, context, id));

const shown = ["routineId", "slot", "was", "state", "runId", "attempts", "settledAt"] as const;

/**
 * A replay with each of its slots.
 * @throws {NotFoundError} where the workspace has no such replay.
 */
export const getReplay = (context: ServiceContext, id: string): Promise<ReplayDetailDto> =>
  asActor(context, async (tx) => {
    const replay = await requireReplay(tx, context, id);
    const slots = await findReplaySlots(tx, context.workspaceId, id);
    return { ...replay, slots: slots.map((slot) => toWire(slot, shown)) };
  });

import { listSlotsInput, type SlotListPage } from "@/lib/domain/slots/slot-page";
import type { ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { getSlotLedger } from "@/lib/services/routines/get-slot-ledger";

/**
 * A page of a routine's slots with their outcomes, newest first.
 * @throws {NotFoundError} where the workspace has no such routine, whatever else is asked.
 * @throws {ValidationError} for a page that does not exist.
 */
export async function listSlots(
  context: ServiceContext,
  routineId: string,
  input: unknown,
): Promise<SlotListPage> {
  const { id } = await getRoutine(context, routineId);
  const { before, limit, cursor } = parseInput(listSlotsInput, input);
  const list = `slots:${id}`;
  const place = cursor === undefined ? before?.toISOString() : decodeCursor(list, cursor).value;
  const { next_before, ...page } = await getSlotLedger(context, id, { limit, before: place });
  const next = next_before === null ? null : encodeCursor(list, { value: next_before, id });
  return { ...page, next_cursor: next };
}

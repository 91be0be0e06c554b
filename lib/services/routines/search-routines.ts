import { findRoutinesByText } from "@/db/queries/routines";
import type { RoutineHit } from "@/lib/domain/routine/routine-hit";
import { MAX_QUERY_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { isStorable } from "@/lib/domain/storable-text";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";

const MAX_HITS = 8;

/** The first few routines with `query` in their name or URL, best first; none for an empty one. */
export async function searchRoutines(
  context: ServiceContext,
  query: string,
): Promise<RoutineHit[]> {
  const q = query.normalize("NFC").trim().slice(0, MAX_QUERY_CHARACTERS).toWellFormed();
  if (q === "" || !isStorable(q)) return [];
  const rows = await asActor(context, (tx) =>
    findRoutinesByText(tx, context.workspaceId, q, MAX_HITS),
  );
  return rows.map((row) => toWire(row));
}

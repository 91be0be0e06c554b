import type { Database } from "@/db/client";
import {
  findSealedTexts,
  replaceSealedText,
  sealedColumns,
  type SealedColumn,
  type SealedText,
} from "@/db/queries/sealed-columns";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import { UnsealError } from "@/lib/sealing/unseal-error";

/** Rows that are held in memory at once. */
const BATCH_ROWS = 100;

export type ResealCounts = {
  /** Sealed under the current key now. */
  resealed: number;
  /** Changed or removed by somebody else meanwhile; a change is under the current key by itself. */
  passed: number;
  /** Texts that the previous key doesn't open at their place: they were changed, or moved. */
  broken: { table: string; rowId: string }[];
};

async function resealColumn(
  db: Database,
  keys: SealingKeys,
  column: SealedColumn,
  { prefix, counts }: { prefix: string; counts: ResealCounts },
): Promise<void> {
  let after: SealedText | null = null;
  for (;;) {
    const texts: SealedText[] = await findSealedTexts(db, column, {
      prefix,
      after,
      limit: BATCH_ROWS,
    });
    for (const text of texts) {
      const { place, sealed } = text;
      try {
        const resealed = keys.seal(keys.unseal(sealed, place), place);
        const isReplaced = await replaceSealedText(db, column, text, resealed);
        counts[isReplaced ? "resealed" : "passed"] += 1;
      } catch (error) {
        if (!(error instanceof UnsealError)) throw error;
        counts.broken.push({ table: place.table, rowId: place.rowId });
      }
    }
    after = texts.at(-1) ?? null;
    if (texts.length < BATCH_ROWS) return;
  }
}

/**
 * Seals every text that is under the previous key under the current one. Each is replaced by itself, so
 * that this may be stopped anywhere, and repeated; what the instance stores meanwhile stays.
 */
export async function resealTexts(db: Database, keys: SealingKeys): Promise<ResealCounts> {
  const counts: ResealCounts = { resealed: 0, passed: 0, broken: [] };
  const [, previous] = keys.prefixes;
  if (previous === undefined) return counts;
  for (const column of sealedColumns) {
    await resealColumn(db, keys, column, { prefix: previous, counts });
  }
  return counts;
}

import type { Database, Transaction } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import {
  findWindowsBy,
  hasMaintenance,
  lockMaintenance,
  writeMaintenance,
  type MaintenanceRow,
} from "@/db/queries/maintenance";
import { stretchOf, windowOf, type Stretch } from "@/lib/domain/maintenance/maintenance-window";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** Windows are written to their routines so long before they begin: longer than a clock may be late. */
const AHEAD_MS = 3 * MINUTE_MS;

/** What is on, or begins soon. A window that can't be read never is. */
function stretchOrNull(row: MaintenanceRow, now: Date, horizon: Date): Stretch | null {
  try {
    return stretchOf(windowOf(row), now, horizon);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

async function write(
  tx: Transaction,
  { workspaceId, isLazy }: { workspaceId: string | null; isLazy: boolean },
): Promise<number> {
  const now = await databaseNow(tx);
  const horizon = new Date(now.getTime() + AHEAD_MS);
  const stretches = (await findWindowsBy(tx, workspaceId, horizon)).flatMap((row) => {
    const stretch = stretchOrNull(row, now, horizon);
    return stretch === null ? [] : [{ windowId: row.id, ...stretch }];
  });
  return writeMaintenance(tx, stretches, { workspaceId, isLazy });
}

/**
 * Opens the windows that are on or begin within minutes, and closes those that are over, of all
 * workspaces: once a tick. What joined the scope of a window since the last tick is opened too. Does
 * nothing while another worker does. Returns the number of routines that it changed.
 */
export async function openMaintenanceWindows(db: Database): Promise<number> {
  if (!(await hasMaintenance(db))) return 0;
  return db.transaction(async (tx) => {
    if (!(await lockMaintenance(tx, false))) return 0;
    return write(tx, { workspaceId: null, isLazy: true });
  });
}

/** Does the same at once for one workspace, after its windows were changed. */
export async function refreshMaintenance(db: Database, workspaceId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await lockMaintenance(tx, true);
    await write(tx, { workspaceId, isLazy: false });
  });
}

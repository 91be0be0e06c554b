import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { insertReplay } from "@/db/queries/replays/replays";
import type { SchedulerContext } from "@/lib/services/context";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { waitFor } from "@/tests/support/wait-for";

const REPLAY_EVERY_MS = 500;
const DRAIN_WITHIN_MS = 90_000;

type Found = {
  routineId: string;
  workspaceId: string;
  slot: string;
  was: "FAIL" | "MISSED";
};

/** Starts a replay of up to `limit` slots of one workspace whose outcome is FAIL or MISSED. */
async function startReplay(tx: Transaction, limit: number): Promise<void> {
  const found = await tx.execute<Found>(sql`
    select o.routine_id as "routineId", o.workspace_id as "workspaceId", o.status as was,
      to_char(o.scheduled_for at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as slot
    from routine_runs as o
    where o.workspace_id = (
        select workspace_id from routine_runs where status in ('FAIL', 'MISSED')
        order by random() limit 1
      )
      and o.status in ('FAIL', 'MISSED') and not o.will_retry and o.superseded_by is null
      and o.attempt < 10 and not exists (
        select from replay_slots as s
        where s.routine_id = o.routine_id and s.slot = o.scheduled_for
          and s.state in ('WAITING', 'RUNNING')
      )
    order by random() limit ${limit}
  `);
  const [first] = found;
  if (first === undefined) return;
  const at = new Date();
  await insertReplay(
    tx,
    {
      workspaceId: first.workspaceId,
      createdBy: null,
      fromAt: new Date(0),
      untilAt: at,
      statuses: ["FAIL", "MISSED"],
      pacePerMinute: 60,
    },
    found.map(({ routineId, slot, was }) => ({
      routineId,
      slot: new Date(slot),
      was,
      missedBy: null,
    })),
  );
}

/** Starts replays of what has failed until `isOver`. A database that is away is asked again. */
export async function keepReplaying(
  db: Database,
  { isOver }: { isOver: () => boolean },
): Promise<void> {
  while (!isOver()) {
    await db.transaction((tx) => startReplay(tx, 3)).catch(() => undefined);
    await delay(REPLAY_EVERY_MS);
  }
}

/** Ticks until every replay is over. Returns how many slots they gave a new outcome. */
export async function drainReplays(context: SchedulerContext): Promise<number> {
  const { db } = context;
  const [row] = await waitFor(
    "the end of every replay",
    async () => {
      await db.execute(sql`update replays set next_at = now() where finished_at is null`);
      await runDueRoutines(context);
      const rows = await db.execute<{ open: number; settled: number }>(sql`
        select (select count(*) from replays where finished_at is null)::integer as open,
          (select count(*) from replay_slots where state in ('SUCCESS', 'FAIL'))::integer as settled
      `);
      return rows[0]?.open === 0 ? rows : null;
    },
    DRAIN_WITHIN_MS,
  );
  return row?.settled ?? 0;
}

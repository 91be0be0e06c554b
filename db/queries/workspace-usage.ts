import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routines, workspaceMembers } from "@/db/schema";

/** A schedule that some active routines of a workspace have: one time alone where both columns are null. */
export type ScheduleCount = {
  intervalMinutes: number | null;
  cronExpression: string | null;
  count: number;
};

export type WorkspaceUsage = { routines: number; members: number; schedules: ScheduleCount[] };

/**
 * Makes other transactions that count what a workspace has wait until this one ends, so that what they
 * count includes what this one adds.
 */
export async function lockWorkspaceUsage(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`usage of ${workspaceId}`}::text, 0))`,
  );
}

/** What a workspace has, with the schedules of its active routines. */
export async function readWorkspaceUsage(
  tx: Transaction,
  workspaceId: string,
): Promise<WorkspaceUsage> {
  const [row] = await tx.execute<WorkspaceUsage>(sql`
    with own as (
      select is_active, interval_minutes, cron_expression, count(*)::integer as count
      from ${routines} where workspace_id = ${workspaceId}
      group by is_active, interval_minutes, cron_expression
    )
    select coalesce((select sum(count) from own), 0)::integer as routines,
      (select count(*) from ${workspaceMembers} where workspace_id = ${workspaceId})::integer
        as members,
      coalesce((select jsonb_agg(jsonb_build_object('intervalMinutes', interval_minutes,
        'cronExpression', cron_expression, 'count', count)) from own where is_active), '[]')
        as schedules
  `);
  return row ?? { routines: 0, members: 0, schedules: [] };
}

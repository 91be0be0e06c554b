import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { routineRuns, routines, workspaces } from "@/db/schema";
import {
  pastSlots,
  plausiblePast,
  shownRoutines,
  type PastRun,
} from "@/scripts/pictures/plausible-past";

const ROWS_A_STATEMENT = 500;

const headers = { "content-type": "application/json", "cache-control": "no-store" };

/**
 * Replaces the routines of a user's workspace by routines with a day of history. They call the same
 * server as those before, so that they can run on.
 */
export async function seedPast(db: Database, email: string, now: Date): Promise<void> {
  const [home] = await db
    .select({ workspaceId: workspaces.id, url: routines.endpointUrl })
    .from(workspaces)
    .innerJoin(routines, eq(routines.workspaceId, workspaces.id))
    .where(sql`${workspaces.ownerId} = (select id from auth.users where email = ${email})`)
    .limit(1);
  if (home === undefined) throw new Error("The demo account has no routines to replace.");
  const { workspaceId } = home;
  await db.delete(routines).where(eq(routines.workspaceId, workspaceId));
  for (const { schedule, story, rules, ...shown } of shownRoutines) {
    const { slots, next } = pastSlots(schedule, now);
    const past = plausiblePast({ schedule, story, rules, ...shown }, slots, now);
    const [routine] = await db
      .insert(routines)
      .values({
        workspaceId,
        name: shown.name,
        kind: shown.kind,
        httpMethod: shown.method,
        endpointUrl: new URL(shown.path, home.url).href,
        intervalMinutes: schedule.kind === "interval" ? schedule.intervalMinutes : null,
        cronExpression: schedule.kind === "cron" ? schedule.expression : null,
        timezone: schedule.kind === "cron" ? schedule.timezone : "UTC",
        nextRunAt: next,
        lastRunAt: past.at(-1)?.slot ?? null,
        isActive: story !== "paused",
        successRules: [...rules],
        misfirePolicy: story === "gap" ? "SKIP" : "FIRE_ONCE",
        createdAt: slots[0] ?? now,
      })
      .returning({ routineId: routines.id });
    if (routine === undefined) throw new Error("A routine was not inserted.");
    const rows = past.map((run) => ({ workspaceId, ...routine, ...toRow(run) }));
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
      await db.insert(routineRuns).values(rows.slice(at, at + ROWS_A_STATEMENT));
    }
  }
}

function toRow(run: PastRun) {
  const startedAt = new Date(run.slot.getTime() + run.lagMs);
  const wasSent = run.status !== "MISSED";
  const hasResponse = run.httpStatus !== null;
  const share = (part: number) => (hasResponse ? Math.round(run.durationMs * part) : null);
  return {
    triggeredBy: "SCHEDULE" as const,
    status: run.status,
    httpStatus: run.httpStatus,
    durationMs: wasSent ? run.durationMs : null,
    errorCode: run.errorCode,
    errorMessage: run.httpStatus === 503 ? "The server responded with 503." : null,
    scheduledFor: run.slot,
    lagMs: wasSent ? run.lagMs : null,
    isDegraded: run.isDegraded,
    dnsMs: share(0.02),
    connectMs: share(0.08),
    firstByteMs: share(0.75),
    remoteAddress: hasResponse ? "127.0.0.1" : null,
    responseHeadersJson: hasResponse ? headers : null,
    responseBytes: hasResponse ? (run.body ?? '{"ok":true}').length : null,
    responseBody: run.body,
    workerId: wasSent ? "worker-1" : null,
    startedAt: wasSent ? startedAt : null,
    finishedAt: new Date(startedAt.getTime() + (wasSent ? run.durationMs : 0)),
    createdAt: startedAt,
  };
}

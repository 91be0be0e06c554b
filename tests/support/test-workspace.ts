import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { runs, routines, workspaceMembers } from "@/db/schema";
import { parseRateLimits, type RateLimits } from "@/lib/domain/limits/rate-limits";
import type { GrantableRole } from "@/lib/domain/workspace/role";
import { parseAllowList } from "@/lib/egress/address-policy";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import { SealingKeys } from "@/lib/sealing/sealing-keys";
import type { SchedulerSettings, ServiceContext } from "@/lib/services/context";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { createTestUser } from "@/tests/support/test-database";

const scheduler: SchedulerSettings = {
  workerId: "worker-a",
  maxConcurrency: 5,
  maxPerHost: 100,
  batchLimit: 20,
  slackSeconds: 3,
  leaseSeconds: 45,
  recordMarginSeconds: 2,
  budgetSeconds: 50,
  mayLinger: false,
  retentionDays: 90,
  auditRetentionDays: 400,
  historyMaxBytes: null,
  maxLagSeconds: 300,
  hasLastingProcess: true,
  heartbeatUrl: null,
  heartbeatSeconds: 5,
};

/** The default rates with the given changes. */
export function rateLimitsOf(text: string): RateLimits {
  const parsed = parseRateLimits(text);
  if (!parsed.ok) throw new Error(parsed.problems.join(" "));
  return parsed.limits;
}

/** The context of a user, and never of an API key. */
export type UserContext = ServiceContext & { actor: { userId: string } };

/** A user in a workspace of their own, with the verbs' context and short cuts into the database. */
export async function createTestWorkspace(db: Database, settings: Partial<SchedulerSettings> = {}) {
  const { userId, workspaceId } = await createTestUser(db);
  const allow = parseAllowList("127.0.0.1/32");
  const context: UserContext = {
    db,
    workspaceId,
    role: "OWNER",
    actor: { userId },
    hasDemo: false,
    secrets: loadSecrets({}, { allow, isSignUpOpen: true }),
    sealing: new SealingKeys(Buffer.alloc(32, 7)),
    appUrl: "https://opspulse.example",
    smtp: null,
    egress: {
      allow,
      ownHosts: [],
      authorities: [],
      resolve: async () => ["127.0.0.1"],
    },
    scheduler: { ...scheduler, ...settings },
    ai: null,
    rateLimits: rateLimitsOf(""),
    limits: { minIntervalMinutes: 1, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 },
    workspaceLimits: { routines: 100_000, members: 100, runsPerDay: 100_000_000 },
  };

  return {
    context,
    /** Another user who belongs to the workspace, and what their verbs work with there. */
    async addMember(role: GrantableRole): Promise<UserContext> {
      const { userId: memberId } = await createTestUser(db);
      await db.insert(workspaceMembers).values({ workspaceId, userId: memberId, role });
      return { ...context, role, actor: { userId: memberId } };
    },
    /** A routine every five minutes, unless told otherwise. Returns its id. */
    async addRoutine(input: Record<string, unknown> = {}): Promise<string> {
      const { id } = await createRoutine(context, {
        name: "Health",
        endpoint_url: "https://example.com/health",
        interval_minutes: 5,
        ...input,
      });
      return id;
    },
    /** A routine every ten minutes whose next slot is `minutesAgo` minutes before this minute. */
    async createDueRoutine(url: string, minutesAgo = 0, input: Record<string, unknown> = {}) {
      const routine = await createRoutine(context, {
        name: "Due",
        endpoint_url: url,
        interval_minutes: 10,
        ...input,
      });
      await db
        .update(routines)
        .set({
          nextRunAt: sql`date_trunc('minute', now(), 'UTC') - make_interval(mins => ${minutesAgo})`,
        })
        .where(eq(routines.id, routine.id));
      return this.readRoutine(routine.id);
    },
    async readRoutine(id: string) {
      const [routine] = await db.select().from(routines).where(eq(routines.id, id));
      if (routine === undefined) throw new Error("The routine is gone.");
      return routine;
    },
    /** The runs of a routine, in flight or ended, oldest first. */
    readRuns(id: string) {
      return db
        .select()
        .from(runs)
        .where(eq(runs.routineId, id))
        .orderBy(runs.createdAt, runs.attempt);
    },
    /** Lets the lease of a routine run out at once. */
    async expireLease(id: string) {
      await db
        .update(routines)
        .set({ lockUntil: sql`now() - interval '1 second'` })
        .where(eq(routines.id, id));
    },
  };
}

export type TestWorkspace = Awaited<ReturnType<typeof createTestWorkspace>>;

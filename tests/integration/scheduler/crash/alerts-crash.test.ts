import { randomInt } from "node:crypto";
import { asc, eq, isNull, and, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import {
  alertMessages,
  channels,
  incidentEvents,
  incidents,
  incidentSignals,
  notifications,
  routineRuns,
  routines,
  workspaces,
} from "@/db/schema";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { runAlerts } from "@/lib/services/alerts/run-alerts";
import { createChannel } from "@/lib/services/channels/create-channel";
import type { ServiceContext } from "@/lib/services/context";
import { RoutineModel } from "@/tests/integration/incidents/model/incident-model";
import {
  startCountingReceiver,
  type CountingReceiver,
} from "@/tests/integration/scheduler/crash/counting-receiver";
import {
  drain,
  keepGranting,
  prepareRoutines,
} from "@/tests/integration/scheduler/crash/granted-slots";
import { SeededRandom } from "@/tests/integration/scheduler/crash/seeded-random";
import { stormSettings } from "@/tests/integration/scheduler/crash/storm-history";
import { unleashChaos, WorkerFleet } from "@/tests/integration/scheduler/crash/worker-fleet";
import { createOutbox, startInbox } from "@/tests/support/notifications/outbox";
import { createTestDatabase, isEmbedded, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const stormSeconds = Number(process.env.OPSPULSE_CRASH_SECONDS ?? 12);
const CHANNELS = 2;

const policy: AlertPolicy = {
  conditions: [
    { type: "consecutive_failures", count: 1 },
    { type: "missed", count: 2 },
  ],
  resolve_after: 1,
  cooldown_minutes: 0,
};

/** The transitions of a routine as the machine has them over its whole history. */
async function modelOf(db: Database, routineId: string): Promise<string[]> {
  const runs = await db
    .select()
    .from(routineRuns)
    .where(eq(routineRuns.routineId, routineId))
    .orderBy(asc(routineRuns.createdAt), asc(routineRuns.attempt));
  const model = new RoutineModel();
  model.policy = policy;
  for (const { id, status, finishedAt, scheduledFor, ...run } of runs) {
    if (status === "RUNNING" || finishedAt === null) throw new Error("A run has not ended.");
    const isScheduled = scheduledFor !== null;
    const kind = { isScheduled, isReplay: false, inMaintenance: false };
    model.feed({ ...run, ...kind, runId: id, status, finishedAt });
  }
  return model.incidents
    .flatMap(({ trigger, transitions }) =>
      transitions.map(({ transition }) => `${trigger} ${transition}`),
    )
    .sort();
}

async function storedOf(db: Database, routineId: string): Promise<string[]> {
  const events = await db
    .select({ trigger: incidents.trigger, type: incidentEvents.type })
    .from(incidentEvents)
    .innerJoin(incidents, eq(incidents.id, incidentEvents.incidentId))
    .where(eq(incidents.routineId, routineId));
  return events.map(({ trigger, type }) => `${trigger} ${type}`).sort();
}

/** Adds webhooks of every workspace that has routines, and sets its policy. */
async function listen(context: ServiceContext, url: string): Promise<string[]> {
  const { db } = context;
  const owners = await db
    .selectDistinct({ workspaceId: workspaces.id, userId: workspaces.ownerId })
    .from(workspaces)
    .innerJoin(routines, eq(routines.workspaceId, workspaces.id));
  const ids: string[] = [];
  for (const { workspaceId, userId } of owners) {
    await db.update(workspaces).set({ alertPolicy: policy }).where(eq(workspaces.id, workspaceId));
    for (let number = 0; number < CHANNELS; number += 1) {
      const { id } = await createChannel(
        { ...context, workspaceId, actor: { userId } },
        {
          ...{ kind: "WEBHOOK", name: "Hook", config: { url: `${url}/${workspaceId}/${number}` } },
          max_per_hour: 1_000,
        },
      );
      ids.push(id);
    }
  }
  return ids;
}

/** The notifications that neither a message nor a reason has ended, and the messages still to be sent. */
async function countOpen(db: Database): Promise<number> {
  const open = and(isNull(notifications.messageId), isNull(notifications.skipReason));
  return (
    (await db.$count(notifications, open)) +
    (await db.$count(alertMessages, eq(alertMessages.status, "PENDING")))
  );
}

describe.skipIf(isEmbedded())("workers that crash while they look after alerts", () => {
  const seed = Number(process.env.OPSPULSE_CRASH_SEED ?? randomInt(2 ** 31));
  let database: TestDatabase;
  let endpoint: CountingReceiver;
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let fleet: WorkerFleet;

  beforeEach(async () => {
    database = await createTestDatabase();
    endpoint = await startCountingReceiver(new SeededRandom(seed + 1));
    inbox = await startInbox();
    fleet = new WorkerFleet(database.url, stormSettings);
  });
  afterEach(async () => {
    await fleet.destroy();
    await inbox.close();
    await endpoint.close();
    await database.close();
  });

  test(
    "lose no transition and no notification, and send none twice but under its own id",
    { timeout: 240_000 },
    async () => {
      console.log(`Workers crash for ${stormSeconds} s with OPSPULSE_CRASH_SEED=${seed}.`);
      const { db } = database;
      const workspace = await createTestWorkspace(db, { ...stormSettings, workerId: "calm" });
      const { context } = workspace;
      await prepareRoutines(db, { url: endpoint.url, count: 40, workspaces: 2 });
      const channelIds = await listen(context, inbox.url);
      await fleet.start(3);
      const startedAtMs = performance.now();
      const isOver = () => performance.now() - startedAtMs > stormSeconds * 1_000;
      await Promise.all([
        unleashChaos(fleet, new SeededRandom(seed), {
          leaseSeconds: stormSettings.leaseSeconds,
          isOver,
        }),
        keepGranting(db, { limit: 20, isOver }),
      ]);
      await fleet.end();
      endpoint.calm();
      await drain(context);

      // The pace of a group's messages, and leases of workers that are gone, need not be waited out.
      const outbox = createOutbox(workspace);
      for (let round = 0; round < 30; round += 1) {
        const rounds = { beside: Promise.resolve(), isStopped: () => false };
        await runAlerts(context, rounds);
        if ((await countOpen(db)) === 0) break;
        for (const id of channelIds) await outbox.letPass(id, 700);
      }

      expect(await db.$count(incidentSignals)).toBe(0);
      expect(await countOpen(db)).toBe(0);
      const ids = await db.select({ id: routines.id }).from(routines);
      let transitions = 0;
      for (const { id } of ids) {
        const stored = await storedOf(db, id);
        expect(stored).toEqual(await modelOf(db, id));
        transitions += stored.length;
      }
      const [told] = await db.execute<{ wrong: number; all: number; skipped: number }>(sql`
        select count(*) filter (where found <> ${CHANNELS})::integer as wrong,
          sum(found)::integer as all, sum(skipped)::integer as skipped
        from (
          select count(n.id) as found, count(n.skip_reason) as skipped
          from ${incidentEvents} as e
          left join ${notifications} as n
            on n.incident_id = e.incident_id and n.transition = e.transition
          group by e.id
        ) as each`);
      expect(told).toMatchObject({ wrong: 0, all: transitions * CHANNELS });
      expect(await db.$count(notifications)).toBe(transitions * CHANNELS);

      const messages = await db.select().from(alertMessages);
      expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(["SENT"]));
      const received = new Map<string, number>();
      for (const { id } of inbox.received) received.set(id, (received.get(id) ?? 0) + 1);
      expect([...received.keys()].sort()).toEqual(messages.map(({ id }) => id).sort());
      const again = [...received.values()].filter((count) => count > 1).length;
      console.log(
        [
          `${fleet.kills} kills, ${fleet.freezes} freezes and ${fleet.terminations} terminations:`,
          `${transitions} transitions, ${told?.all ?? 0} notifications (${told?.skipped ?? 0} with a reason),`,
          `${messages.length} messages, ${again} of them sent more than once.`,
        ].join(" "),
      );
      // Once more for a worker that died, or was cut off, before it recorded what it sent.
      expect(again).toBeLessThanOrEqual(fleet.kills + fleet.freezes + fleet.terminations);
      expect(transitions).toBeGreaterThan(40);
      expect(fleet.tickErrors).toEqual([]);
      expect(await db.$count(channels, eq(channels.isActive, true))).toBe(channelIds.length);
    },
  );
});

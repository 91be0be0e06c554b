import { randomUUID } from "node:crypto";
import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import { closeOrphanedRetries } from "@/db/queries/abandon-runs";
import { deleteOldAlerts } from "@/db/queries/incidents/delete-old-alerts";
import { transitIncident } from "@/db/queries/incidents/transit-incident";
import {
  channels,
  incidentEvents,
  incidentGroups,
  incidents,
  incidentSignals,
  notifications,
  routineRuns,
  routines,
  workspaces,
} from "@/db/schema";
import type { IncidentAction } from "@/lib/domain/incidents/after-person";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { decideSignals } from "@/lib/services/incidents/decide-signals";
import { insertInto, insertRun, routineRow, type Row } from "@/tests/support/rows";
import {
  createTestDatabase,
  createTestUser,
  type TestDatabase,
} from "@/tests/support/test-database";

const START = Date.parse("2026-03-01T09:00:00Z");
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS);

const policyOf = (...conditions: AlertPolicy["conditions"]): AlertPolicy => ({
  conditions,
  resolve_after: 1,
  cooldown_minutes: 30,
});
const firstFailure = policyOf({ type: "consecutive_failures", count: 1 });

describe("deciding on recorded runs", () => {
  let database: TestDatabase;
  let db: Database;
  let workspaceId: string;
  let userId: string;
  let routineId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = database.db;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ({ workspaceId, userId } = await createTestUser(db));
    routineId = await addRoutine();
  });

  const addRoutine = async (overrides: Row = {}) => {
    const id = randomUUID();
    await db.execute(insertInto("routines", routineRow(workspaceId, { id, ...overrides })));
    return id;
  };
  const addRun = (minutes: number, overrides: Row = {}, routine = routineId) => {
    const time = at(minutes).toISOString();
    return db.execute(
      insertRun(
        { workspaceId, routineId: routine },
        { scheduled_for: time, created_at: time, finished_at: time, ...overrides },
      ),
    );
  };
  const fail = (minutes: number, routine = routineId, overrides: Row = {}) =>
    addRun(minutes, { status: "FAIL", error_code: "TIMEOUT", ...overrides }, routine);
  const pause = () =>
    db.update(routines).set({ isActive: false }).where(eq(routines.id, routineId));
  const decide = () => decideSignals(db, { limit: 500 });
  const setPolicy = (alertPolicy: AlertPolicy | null, id = routineId) =>
    db.update(routines).set({ alertPolicy }).where(eq(routines.id, id));
  const readIncidents = (routine = routineId) =>
    db
      .select()
      .from(incidents)
      .where(eq(incidents.routineId, routine))
      .orderBy(asc(incidents.openedAt));
  const readEvents = (routine = routineId) =>
    db
      .select({ event: incidentEvents })
      .from(incidentEvents)
      .innerJoin(incidents, eq(incidents.id, incidentEvents.incidentId))
      .where(eq(incidents.routineId, routine))
      .orderBy(asc(incidentEvents.id));
  const typesOf = async (routine = routineId) =>
    (await readEvents(routine)).map(({ event }) => event.type);
  const isWatched = async (id = routineId) =>
    (await db.select().from(routines).where(eq(routines.id, id)))[0]?.alertWatch;
  const countSignals = () =>
    db.$count(incidentSignals, eq(incidentSignals.workspaceId, workspaceId));
  const addChannel = async (overrides: Partial<typeof channels.$inferInsert> = {}) => {
    const [channel] = await db
      .insert(channels)
      .values({
        ...{ workspaceId, kind: "WEBHOOK", name: "Hook", config: { url: "https://example.com/" } },
        events: ["incident.opened", "incident.acknowledged", "incident.resolved"],
        ...overrides,
      })
      .returning({ id: channels.id });
    return channel?.id ?? "";
  };
  const readOutbox = (channelId: string) =>
    db
      .select()
      .from(notifications)
      .where(eq(notifications.channelId, channelId))
      .orderBy(asc(notifications.id));
  const openIncident = async (run: Row = {}) => {
    await setPolicy(firstFailure);
    await fail(0, routineId, run);
    await decide();
    const [incident] = await readIncidents();
    if (incident === undefined) throw new Error("No incident was opened.");
    return incident;
  };

  test("opens at the second failure in a row, and resolves at the next success", async () => {
    await addRun(0);
    await fail(1);
    await decide();
    expect(await readIncidents()).toEqual([]);
    await fail(2, routineId, { http_status: 503, error_message: "Down" });
    await addRun(3);
    expect(await decide()).toMatchObject({ opened: 1, resolved: 1 });
    expect(await readIncidents()).toMatchObject([
      {
        ...{ workspaceId, state: "resolved", trigger: "FAILURES", endpointHost: "example.com" },
        ...{ openedAt: at(2), resolvedAt: at(3), lastGoodAt: at(0) },
        ...{ failureCount: 2, goodRuns: 1, transitions: 2, reopenedCount: 0 },
        ...{ errorCode: "TIMEOUT", httpStatus: 503, errorMessage: "Down" },
      },
    ]);
    expect(await typesOf()).toEqual(["opened", "resolved"]);
    expect(await countSignals()).toBe(0);
  });

  test("does not count a failed attempt that is retried", async () => {
    await setPolicy(firstFailure);
    await fail(0, routineId, { will_retry: true });
    expect(await countSignals()).toBe(0);
    await addRun(0, { attempt: 2 });
    await decide();
    expect(await readIncidents()).toEqual([]);
  });

  test("counts a failed attempt once its retry can no longer come", async () => {
    await setPolicy(firstFailure);
    await fail(0, routineId, { will_retry: true });
    await pause();
    await closeOrphanedRetries(db, 10);
    expect(await countSignals()).toBe(1);
    await decide();
    expect(await typesOf()).toEqual(["opened"]);
  });

  test("ignores a late outcome where a newer run has its own", async () => {
    await setPolicy(firstFailure);
    await fail(0, routineId, { will_retry: true });
    await addRun(1);
    await pause();
    await closeOrphanedRetries(db, 10);
    const closed = and(eq(routineRuns.routineId, routineId), eq(routineRuns.willRetry, true));
    expect(await db.$count(routineRuns, closed)).toBe(0);
    await decide();
    expect(await readIncidents()).toEqual([]);
  });

  test("reopens within the cool-down, and opens another after it", async () => {
    await setPolicy(firstFailure);
    await fail(0);
    await addRun(1);
    await fail(2);
    await addRun(3);
    await fail(40);
    await decide();
    expect(await typesOf()).toEqual(["opened", "resolved", "reopened", "resolved", "opened"]);
    expect(await readIncidents()).toMatchObject([
      { state: "resolved", reopenedCount: 1, failureCount: 2 },
      { state: "open", openedAt: at(40) },
    ]);
  });

  test("opens for slots that were missed or abandoned, however they were recorded", async () => {
    await setPolicy(policyOf({ type: "missed", count: 3 }));
    await addRun(0, { status: "MISSED", missed_slots: 1 });
    await addRun(1, { status: "ABANDONED", error_code: "ABANDONED" });
    await decide();
    expect(await readIncidents()).toMatchObject([{ trigger: "MISSED", failureCount: 3 }]);
  });

  test("counts the slots that were missed before an attempt that is retried", async () => {
    await setPolicy(policyOf({ type: "missed", count: 2 }));
    await fail(5, routineId, { will_retry: true, missed_slots: 2 });
    await addRun(5, { attempt: 2 });
    await decide();
    expect(await typesOf()).toEqual(["opened", "resolved"]);
  });

  test("looks at good runs where the policy does", async () => {
    await setPolicy(policyOf({ type: "slow", duration_ms: 100, count: 2 }));
    await addRun(0, { duration_ms: 101 });
    await addRun(1, { duration_ms: 500 });
    await decide();
    await addRun(2, { duration_ms: 100 });
    await decide();
    expect(await typesOf()).toEqual(["opened", "resolved"]);
  });

  test("looks back as far as the policy does, over what was decided on before", async () => {
    await setPolicy(policyOf({ type: "failures_of_last", failures: 3, runs: 5 }));
    for (const [minute, isBad] of [1, 0, 1, 0, 1].entries()) {
      await (isBad === 1 ? fail(minute) : addRun(minute));
      await decide();
    }
    expect(await readIncidents()).toMatchObject([{ openedAt: at(4), failureCount: 3 }]);
  });

  test("logs good runs only while they matter", async () => {
    await addRun(0);
    expect(await countSignals()).toBe(0);
    await fail(1);
    expect(await isWatched()).toBe(true);
    await addRun(2);
    expect(await countSignals()).toBe(2);
    await decide();
    expect(await isWatched()).toBe(false);
    await fail(3);
    await fail(4);
    await decide();
    expect(await isWatched()).toBe(true);
    await addRun(5);
    await decide();
    expect(await isWatched()).toBe(false);
  });

  test("keeps routines watched whose policy looks at good runs, wherever it comes from", async () => {
    const slow = policyOf({ type: "slow", duration_ms: 100, count: 2 });
    const setWorkspacePolicy = (alertPolicy: AlertPolicy | null) =>
      db.update(workspaces).set({ alertPolicy }).where(eq(workspaces.id, workspaceId));
    const other = await addRoutine({ alert_policy: JSON.stringify(firstFailure) });
    await setWorkspacePolicy(slow);
    expect([await isWatched(), await isWatched(other)]).toEqual([true, false]);
    await setPolicy(slow, other);
    expect(await isWatched(other)).toBe(true);
    await setPolicy(null, other);
    await setWorkspacePolicy(null);
    expect([await isWatched(), await isWatched(other)]).toEqual([false, false]);
    const made = await addRoutine({ alert_policy: JSON.stringify(slow) });
    expect(await isWatched(made)).toBe(true);
  });

  test("takes a policy that nobody can read for the built-in one", async () => {
    await db.execute(
      sql`update routines set alert_policy = '{"conditions": 1}' where id = ${routineId}`,
    );
    await fail(0);
    await fail(1);
    await decide();
    expect(await typesOf()).toEqual(["opened"]);
  });

  test("puts incidents of one host, or of one error of many, into one group", async () => {
    const same = await addRoutine();
    const sameError = await addRoutine({ endpoint_url: "https://other.example.com/" });
    const apart = await addRoutine({ endpoint_url: "https://third.example.com/" });
    const late = await addRoutine();
    const group = [routineId, same, sameError, apart, late];
    await Promise.all(group.map((id) => setPolicy(firstFailure, id)));
    await fail(0);
    await fail(1, same);
    await decide();
    await fail(2, sameError);
    await fail(2, apart, { error_code: "HTTP_STATUS" });
    await fail(5, late);
    await decide();
    const found = await Promise.all(group.map((id) => readIncidents(id)));
    const groupIds = found.map(([incident]) => incident?.groupId);
    expect(new Set(groupIds.slice(0, 3)).size).toBe(1);
    expect(new Set(groupIds).size).toBe(3);
    const [first] = await db
      .select()
      .from(incidentGroups)
      .where(eq(incidentGroups.id, groupIds[0] ?? ""));
    expect(first).toMatchObject({
      ...{ incidentCount: 3, endpointHost: null, errorCode: "TIMEOUT" },
      ...{ openedAt: at(0), lastJoinedAt: at(2) },
    });
  });

  test("writes an outbox row for each channel that listens, and for no other", async () => {
    const listening = await addChannel();
    const forRoutine = await addChannel({ routineIds: [routineId] });
    const openings = await addChannel({ events: ["incident.opened"] });
    const silent = [
      await addChannel({ isActive: false }),
      await addChannel({ routineIds: [randomUUID()] }),
      await addChannel({ tags: ["nothing has it"] }),
    ];
    await setPolicy(firstFailure);
    await fail(0);
    await addRun(1);
    await decide();
    const after = (minutes: number) => new Date(at(minutes).getTime() + 3 * SECOND_MS);
    const opened = { event: "incident.opened", transition: 1, dueAt: after(0), skipReason: null };
    const resolved = { ...opened, event: "incident.resolved", transition: 2, dueAt: after(1) };
    expect(await readOutbox(listening)).toMatchObject([opened, resolved]);
    expect(await readOutbox(forRoutine)).toMatchObject([opened, resolved]);
    expect(await readOutbox(openings)).toMatchObject([opened]);
    for (const channel of silent) expect(await readOutbox(channel)).toEqual([]);
  });

  test("has what opens within seconds of a group's first go out with it", async () => {
    const channel = await addChannel();
    const other = await addRoutine();
    await Promise.all([routineId, other].map((id) => setPolicy(firstFailure, id)));
    await fail(0);
    await fail(0.02, other);
    await decide();
    const due = (await readOutbox(channel)).map(({ dueAt }) => dueAt.getTime() - START);
    expect(due).toEqual([3 * SECOND_MS, 3 * SECOND_MS]);
  });

  test("decides on one routine alone where it is asked to", async () => {
    const other = await addRoutine();
    await Promise.all([routineId, other].map((id) => setPolicy(firstFailure, id)));
    await fail(0, other);
    await fail(1);
    await decideSignals(db, { limit: 10, routineId });
    expect(await typesOf()).toEqual(["opened"]);
    expect(await typesOf(other)).toEqual([]);
    await decide();
    expect(await typesOf(other)).toEqual(["opened"]);
  });

  test("forgets signals of runs that are gone", async () => {
    await fail(0);
    await db.execute(sql`delete from routine_runs where routine_id = ${routineId}`);
    expect(await decide()).toMatchObject({ decided: 1 });
    expect(await countSignals()).toBe(0);
  });

  describe("a person", () => {
    const act = (incidentId: string, action: IncidentAction, note: string | null = null) =>
      transitIncident(db, {
        ...{ workspaceId, incidentId, action, note },
        ...{ source: "PAGE" as const, claims: { sub: userId } },
      });

    test("acknowledges once, and further failures keep it so", async () => {
      const channel = await addChannel();
      const { id } = await openIncident();
      expect(await act(id, { type: "acknowledge" }, "On it")).toEqual({
        transition: "acknowledged",
      });
      expect(await act(id, { type: "acknowledge" })).toEqual({ transition: null });
      await fail(1);
      await decide();
      expect(await readIncidents()).toMatchObject([
        { state: "acknowledged", acknowledgedBy: userId, failureCount: 2, transitions: 2 },
      ]);
      const events = await readEvents();
      expect(events.map(({ event }) => [event.type, event.note, event.actorId])).toEqual([
        ["opened", null, null],
        ["acknowledged", "On it", userId],
      ]);
      expect((await readOutbox(channel)).map(({ event }) => event)).toEqual([
        "incident.opened",
        "incident.acknowledged",
      ]);
    });

    test("adds a note that changes nothing", async () => {
      const { id } = await openIncident();
      expect(await act(id, { type: "note" }, "Looking")).toEqual({ transition: null });
      expect(await typesOf()).toEqual(["opened", "note"]);
      expect(await readIncidents()).toMatchObject([{ state: "open", transitions: 1 }]);
    });

    test("snoozes with its end in the timeline", async () => {
      const { id } = await openIncident();
      await act(id, { type: "snooze", minutes: 60 });
      const [incident] = await readIncidents();
      expect(incident?.snoozedUntil?.getTime()).toBeGreaterThan(Date.now());
      expect((await readEvents()).at(-1)?.event).toMatchObject({
        type: "snoozed",
        snoozedUntil: incident?.snoozedUntil,
      });
    });

    test("resolves by hand: only runs after that open it again", async () => {
      const { id } = await openIncident();
      await act(id, { type: "resolve" });
      await fail(1);
      await decide();
      expect(await typesOf()).toEqual(["opened", "resolved"]);
      const later = new Date(Date.now() + SECOND_MS).toISOString();
      await fail(2, routineId, { created_at: later, finished_at: later });
      await decide();
      expect(await typesOf()).toEqual(["opened", "resolved", "reopened"]);
      expect(await act(id, { type: "resolve" })).toEqual({ transition: "resolved" });
      expect(await act(id, { type: "resolve" })).toEqual({ refusal: "RESOLVED" });
    });

    test("finds no incident of another workspace", async () => {
      const { id } = await openIncident();
      const stranger = await createTestUser(db);
      const refused = await transitIncident(db, {
        ...{ workspaceId: stranger.workspaceId, incidentId: id, action: { type: "resolve" } },
        ...{ source: "API", claims: { sub: stranger.userId }, note: null },
      });
      expect(refused).toEqual({ refusal: "NOT_FOUND" });
    });
  });

  test("keeps resolved incidents four times as long as runs, and open ones for ever", async () => {
    const age = async (days: number, isResolved: boolean) => {
      routineId = await addRoutine({ endpoint_url: `https://${randomUUID()}.example.com/` });
      const { id } = await openIncident({ error_code: "HTTP_STATUS" });
      const then = new Date(Date.now() - days * 24 * 60 * MINUTE_MS);
      await db
        .update(incidents)
        .set(
          isResolved ? { state: "resolved", openedAt: then, resolvedAt: then } : { openedAt: then },
        )
        .where(eq(incidents.id, id));
      return id;
    };
    await age(41, true);
    const kept = [await age(39, true), await age(100, false)].sort();
    await deleteOldAlerts(db, { retentionDays: 10, limit: 100 });
    const left = await db
      .select({ id: incidents.id })
      .from(incidents)
      .where(eq(incidents.workspaceId, workspaceId));
    expect(left.map(({ id }) => id).sort()).toEqual(kept);
    const groups = eq(incidentGroups.workspaceId, workspaceId);
    expect(await db.$count(incidentGroups, groups)).toBe(2);
  });
});

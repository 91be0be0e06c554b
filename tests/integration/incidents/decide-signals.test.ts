import { randomUUID } from "node:crypto";
import { asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "@/db/client";
import {
  channels,
  incidentEvents,
  incidentGroups,
  incidents,
  incidentSignals,
  notifications,
  routines,
} from "@/db/schema";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { decideSignals } from "@/lib/services/incidents/decide-signals";
import { createTestRoutine, insertRun, type Row } from "@/tests/support/rows";
import {
  createTestDatabase,
  createTestUser,
  type TestDatabase,
} from "@/tests/support/test-database";

const START = Date.parse("2026-03-01T09:00:00Z");
const at = (minutes: number) => new Date(START + minutes * MINUTE_MS).toISOString();

describe("deciding on recorded runs", () => {
  let database: TestDatabase;
  let db: Database;
  let workspaceId: string;
  let routineId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = database.db;
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    ({ workspaceId } = await createTestUser(db));
    routineId = await createTestRoutine(db, workspaceId);
  });

  const addRun = (minutes: number, overrides: Row = {}, routine = routineId) =>
    db.execute(
      insertRun(
        { workspaceId, routineId: routine },
        {
          ...{ id: randomUUID(), scheduled_for: at(minutes), created_at: at(minutes) },
          ...{ finished_at: at(minutes), ...overrides },
        },
      ),
    );
  const fail = (minutes: number, routine = routineId, overrides: Row = {}) =>
    addRun(minutes, { status: "FAIL", error_code: "TIMEOUT", ...overrides }, routine);
  const decideAll = async () => {
    while ((await decideSignals(db, { limit: 500 })).decided > 0);
  };
  const readIncidents = (routine = routineId) =>
    db
      .select()
      .from(incidents)
      .where(eq(incidents.routineId, routine))
      .orderBy(asc(incidents.openedAt));
  const readEvents = async (routine = routineId) =>
    (
      await db
        .select({ type: incidentEvents.type, transition: incidentEvents.transition })
        .from(incidentEvents)
        .innerJoin(incidents, eq(incidents.id, incidentEvents.incidentId))
        .where(eq(incidents.routineId, routine))
        .orderBy(asc(incidentEvents.id))
    ).map(({ type, transition }) => `${type} ${transition}`);
  const isWatched = async (routine = routineId) =>
    (await db.select().from(routines).where(eq(routines.id, routine)))[0]?.alertWatch;
  const countSignals = async () => db.$count(incidentSignals);

  test("opens at the second failure in a row, and resolves at the next success", async () => {
    await addRun(0);
    await fail(1);
    await decideAll();
    expect(await readIncidents()).toEqual([]);
    await fail(2);
    await addRun(3);
    await decideAll();
    expect(await readIncidents()).toMatchObject([
      {
        state: "resolved",
        openedAt: new Date(at(2)),
        resolvedAt: new Date(at(3)),
        lastGoodAt: new Date(at(0)),
        failureCount: 2,
        transitions: 2,
        errorCode: "TIMEOUT",
        endpointHost: "example.com",
      },
    ]);
    expect(await readEvents()).toEqual(["opened 1", "resolved 2"]);
    expect(await countSignals()).toBe(0);
  });
});

import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { incidents, incidentSignals, notifications, workspaces } from "@/db/schema";
import type { AlertSteps } from "@/lib/services/alerts/alert-steps";
import { runAlerts } from "@/lib/services/alerts/run-alerts";
import { createChannel } from "@/lib/services/channels/create-channel";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startEndpoint } from "@/tests/support/endpoint";
import { startInbox } from "@/tests/support/notifications/outbox";
import { insertRun } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const firstFailure = {
  conditions: [{ type: "consecutive_failures", count: 1 }],
  resolve_after: 1,
  cooldown_minutes: 30,
};

const steps = (overrides: Partial<AlertSteps> = {}): AlertSteps => ({
  remind: async () => 0,
  bundle: async () => undefined,
  deliver: async () => ({ sent: 0, failed: 0 }),
  ...overrides,
});

describe("looking after alerts", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;
  let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let status = 200;

  beforeAll(async () => {
    endpoint = await startEndpoint((_request, response) => response.writeHead(status).end());
    inbox = await startInbox();
  });
  afterAll(async () => {
    await endpoint.close();
    await inbox.close();
  });
  beforeEach(async () => {
    status = 200;
    // A tick runs whatever is due: routines of earlier tests fall due every five minutes.
    await database.db.delete(workspaces);
    workspace = await createTestWorkspace(database.db);
  });

  const addRoutine = () =>
    workspace.addRoutine({ endpoint_url: endpoint.url, alert_policy: firstFailure });
  const fail = async () => {
    const routineId = await addRoutine();
    const { workspaceId } = workspace.context;
    await database.db.execute(insertRun({ workspaceId, routineId }, { status: "FAIL" }));
    return routineId;
  };
  const stateOf = async (routineId: string) => {
    const [incident] = await database.db
      .select()
      .from(incidents)
      .where(eq(incidents.routineId, routineId));
    return incident?.state;
  };
  const addChannel = async (path: string) =>
    createChannel(workspace.context, {
      ...{ kind: "WEBHOOK", name: "Hook", config: { url: `${inbox.url}${path}` } },
    });
  const notStopped = { isStopped: () => false };

  test("decides while what it runs beside goes on, and what is left when that has ended", async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const first = await fail();
    const alerts = runAlerts(workspace.context, { beside: promise, ...notStopped, steps: steps() });
    await waitFor("the incident", async () => (await stateOf(first)) === "open");
    const second = await fail();
    resolve(null);
    expect(await alerts).toEqual({ opened: 2, resolved: 0, sent: 0, failed: 0 });
    expect(await stateOf(second)).toBe("open");
  });

  test("decides while a delivery stalls", async () => {
    await addChannel("/stalled");
    const { promise, resolve } = Promise.withResolvers<null>();
    const { promise: stalled, resolve: goOn } = Promise.withResolvers<{
      sent: number;
      failed: number;
    }>();
    await fail();
    let deliveries = 0;
    const alerts = runAlerts(workspace.context, {
      ...{ beside: promise, ...notStopped },
      steps: steps({
        deliver: () => {
          deliveries += 1;
          return deliveries === 1 ? stalled : Promise.resolve({ sent: 0, failed: 0 });
        },
      }),
    });
    await waitFor("the delivery", () => deliveries === 1, 10_000);
    const next = await fail();
    await waitFor("the next incident", async () => (await stateOf(next)) === "open");
    await database.db.delete(incidents);
    goOn({ sent: 1, failed: 0 });
    resolve(null);
    expect(await alerts).toMatchObject({ opened: 2, sent: 1 });
  });

  test("goes on after an error of a step", async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    let reminders = 0;
    const alerts = runAlerts(workspace.context, {
      ...{ beside: promise, ...notStopped },
      steps: steps({
        remind: async () => {
          reminders += 1;
          if (reminders === 1) throw new Error("The first reminder fails.");
        },
      }),
    });
    await waitFor("the error", () => reminders === 1);
    const routineId = await fail();
    await waitFor("the incident", async () => (await stateOf(routineId)) === "open");
    resolve(null);
    expect(await alerts).toMatchObject({ opened: 1 });
  });

  test.each([
    [true, 1],
    [false, 0],
  ])(
    "with runs being made: %o, it leaves %i of 501 runs for another round",
    async (isBusy, left) => {
      const routineId = await addRoutine();
      const { workspaceId } = workspace.context;
      await database.db.execute(sql`
      insert into routine_runs (
        workspace_id, routine_id, triggered_by, status, scheduled_for, finished_at, created_at
      )
      select ${workspaceId}, ${routineId}, 'SCHEDULE', 'FAIL', slot, slot, slot
      from generate_series(1, 501) as n,
        lateral (select now() - make_interval(mins => n) as slot) as slots`);
      const { promise, resolve } = Promise.withResolvers<null>();
      const seen: number[] = [];
      await runAlerts(workspace.context, {
        ...{ beside: promise, ...notStopped, isBusy: () => isBusy && seen.length === 0 },
        steps: steps({
          remind: async () => {
            seen.push(await database.db.$count(incidentSignals));
            resolve(null);
          },
        }),
      });
      expect(seen[0]).toBe(left);
      expect(await database.db.$count(incidentSignals)).toBe(0);
    },
  );

  test("does nothing once it is stopped", async () => {
    const routineId = await fail();
    const stopped = { beside: Promise.resolve(), isStopped: () => true, steps: steps() };
    expect(await runAlerts(workspace.context, stopped)).toMatchObject({ opened: 0 });
    expect(await stateOf(routineId)).toBeUndefined();
    await database.db.delete(incidentSignals);
  });

  test("a tick opens an incident, and sends its message before it ends", async () => {
    await addChannel("/tick");
    status = 503;
    const { id } = await workspace.createDueRoutine(endpoint.url, 0, {
      alert_policy: firstFailure,
    });
    expect(await runDueRoutines(workspace.context)).toMatchObject({
      failed: 1,
      alerts: { opened: 1, resolved: 0, sent: 1, failed: 0 },
    });
    expect(await stateOf(id)).toBe("open");
    expect(inbox.of("/tick")).toMatchObject([{ type: "incident.opened" }]);
  });

  test("a tick without alerts says nothing of them", async () => {
    await workspace.createDueRoutine(endpoint.url);
    expect(await runDueRoutines(workspace.context)).not.toHaveProperty("alerts");
  });

  test("a manual run has its incident when it is returned", async () => {
    const id = await addRoutine();
    status = 500;
    expect(await runRoutineNow(workspace.context, id)).toMatchObject({ status: "FAIL" });
    expect(await stateOf(id)).toBe("open");
    status = 200;
    await runRoutineNow(workspace.context, id);
    expect(await stateOf(id)).toBe("resolved");
  });

  test("a failure in maintenance opens an incident quietly, and says why nobody was notified", async () => {
    await addChannel("/maintenance");
    const id = await addRoutine();
    await createMaintenance(workspace.context, { routine_ids: [id], duration_minutes: 60 });
    status = 500;
    await runRoutineNow(workspace.context, id);
    const [incident] = await database.db
      .select()
      .from(incidents)
      .where(eq(incidents.routineId, id));
    expect(incident).toMatchObject({ state: "open", inMaintenance: true });
    const told = await database.db
      .select()
      .from(notifications)
      .where(eq(notifications.incidentId, incident?.id ?? ""));
    expect(told).toMatchObject([{ event: "incident.opened", skipReason: "MAINTENANCE" }]);
    expect(inbox.of("/maintenance")).toEqual([]);
  });

  test("a channel for a tag is notified of the routines that have it, and of no others", async () => {
    await createChannel(workspace.context, {
      ...{ kind: "WEBHOOK", name: "Hook", config: { url: `${inbox.url}/tagged` }, tags: ["EU"] },
    });
    const tagged = await workspace.addRoutine({
      endpoint_url: endpoint.url,
      alert_policy: firstFailure,
      tags: ["eu"],
    });
    const other = await addRoutine();
    status = 500;
    await runRoutineNow(workspace.context, other);
    await runRoutineNow(workspace.context, tagged);
    const told = await database.db
      .select({ routineId: incidents.routineId })
      .from(notifications)
      .innerJoin(incidents, eq(incidents.id, notifications.incidentId))
      .where(eq(notifications.workspaceId, workspace.context.workspaceId));
    expect(told).toEqual([{ routineId: tagged }]);
  });
});

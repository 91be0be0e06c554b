import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { findMemberActivity } from "@/db/queries/activity";
import {
  channels,
  incidents,
  routines,
  runsInFlight,
  workspaceMembers,
  workspaces,
} from "@/db/schema";
import { asActor } from "@/lib/services/context";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getActivity, getMemberActivity } from "@/lib/services/runs/get-activity";
import {
  alertIds,
  channelRow,
  groupRow,
  incidentRow,
  messageRow,
} from "@/tests/support/alert-rows";
import { insertInto, insertRun, routineRow, type Row } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("what changes in a workspace", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;
  let routineId: string;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    routineId = await workspace.addRoutine();
    ids = alertIds();
  });

  const ofRoutine = () => ({ workspaceId: workspace.context.workspaceId, routineId });
  const startRun = () => database.db.execute(insertRun(ofRoutine(), { status: "RUNNING" }));
  const update = (id: string, input: Record<string, unknown>) =>
    updateRoutine(workspace.context, id, input);

  let ids = alertIds();
  const insert = (table: string, row: Row) => database.db.execute(insertInto(table, row));
  const openIncident = async () => {
    await insert("incident_groups", groupRow(ofRoutine(), ids));
    await insert("incidents", incidentRow(ofRoutine(), ids));
  };
  const addChannel = () => insert("channels", { id: ids.channel, ...channelRow(ofRoutine()) });

  const changes: [string, { before?: () => Promise<unknown>; change: () => Promise<unknown> }][] = [
    ["a new routine", { change: () => workspace.addRoutine() }],
    ["an edit", { change: () => update(routineId, { name: "Pong" }) }],
    ["a pause", { change: () => update(routineId, { is_active: false }) }],
    [
      "a resumption",
      {
        before: () => update(routineId, { is_active: false }),
        change: () => update(routineId, { is_active: true }),
      },
    ],
    ["a deletion", { change: () => deleteRoutine(workspace.context, routineId) }],
    ["a run that starts", { change: startRun }],
    [
      "a run that ends",
      {
        before: startRun,
        change: () =>
          database.db.transaction(async (tx) => {
            await tx.delete(runsInFlight).where(eq(runsInFlight.routineId, routineId));
            await tx.execute(insertRun(ofRoutine(), { status: "SUCCESS" }));
          }),
      },
    ],
    [
      "a slot that was missed",
      {
        change: () => database.db.execute(insertRun(ofRoutine(), { status: "MISSED" })),
      },
    ],
    [
      "a move to the next slot",
      {
        change: () =>
          database.db
            .update(routines)
            .set({ nextRunAt: sql`next_run_at + interval '5 minutes'` })
            .where(eq(routines.id, routineId)),
      },
    ],
    ["an incident that opens", { change: openIncident }],
    [
      "an incident that someone acknowledges",
      {
        before: openIncident,
        change: () =>
          database.db
            .update(incidents)
            .set({ state: "acknowledged", acknowledgedAt: sql`now()` })
            .where(eq(incidents.id, ids.incident)),
      },
    ],
    ["a channel", { change: addChannel }],
    [
      "a channel that is turned off",
      {
        before: addChannel,
        change: () =>
          database.db
            .update(channels)
            .set({ isActive: false, updatedAt: sql`now()` })
            .where(eq(channels.id, ids.channel)),
      },
    ],
    [
      "a message",
      {
        before: async () => {
          await addChannel();
          await openIncident();
        },
        change: () => insert("alert_messages", messageRow(ofRoutine(), ids)),
      },
    ],
    [
      "another name",
      {
        change: () =>
          database.db
            .update(workspaces)
            .set({ name: "Team" })
            .where(eq(workspaces.id, workspace.context.workspaceId)),
      },
    ],
  ];

  test.each(changes)("%s is another activity, which then stays", async (_, { before, change }) => {
    await before?.();
    const first = await getActivity(workspace.context);
    expect(await getActivity(workspace.context)).toBe(first);
    await change();
    const second = await getActivity(workspace.context);
    expect(second).not.toBe(first);
    expect(await getActivity(workspace.context)).toBe(second);
  });

  test("a change that was dated before the newest one, but came after it, is another activity", async () => {
    await database.db.execute(
      insertInto(
        "routines",
        routineRow(workspace.context.workspaceId, { updated_at: "2999-01-01T00:00:00Z" }),
      ),
    );
    const before = await getActivity(workspace.context);
    await update(routineId, { name: "Pong" });
    expect(await getActivity(workspace.context)).not.toBe(before);
  });

  test("what happens in another workspace changes nothing, and says nothing", async () => {
    const stranger = await createTestWorkspace(database.db);
    const before = await getActivity(workspace.context);
    await createRoutine(stranger.context, {
      name: "Elsewhere",
      endpoint_url: "https://example.com/",
      interval_minutes: 5,
    });
    expect(await getActivity(workspace.context)).toBe(before);
    const intruder = { ...stranger.context, workspaceId: workspace.context.workspaceId };
    const seen = await getActivity(intruder);
    await update(routineId, { name: "Pong" });
    expect(await getActivity(intruder)).toBe(seen);
  });

  describe("as an open page asks for it", () => {
    const ask = (choice: { required?: string; preferred?: string } = {}) =>
      getMemberActivity(workspace.context, workspace.context.actor, {
        required: choice.required ?? null,
        preferred: choice.preferred ?? null,
      });

    test("it is that of the member's own choice, and of the first workspace for any other", async () => {
      const activity = await getActivity(workspace.context);
      const { workspaceId, actor } = workspace.context;
      const other = await createTestWorkspace(database.db);
      for (const choice of [
        {},
        { required: workspaceId.toUpperCase() },
        { preferred: workspaceId },
        { preferred: other.context.workspaceId },
        { preferred: "x'\0" },
      ]) {
        expect(await ask(choice)).toMatchObject({ activity });
      }
      await database.db
        .insert(workspaceMembers)
        .values({ workspaceId: other.context.workspaceId, userId: actor.userId, role: "MEMBER" });
      const theirs = await getActivity({ ...other.context, actor });
      expect(await ask({ preferred: other.context.workspaceId })).toMatchObject({
        activity: theirs,
      });
      expect(await ask({ required: other.context.workspaceId })).toMatchObject({
        activity: theirs,
      });
      expect(await ask()).toMatchObject({ activity });
    });

    test("it is nobody's where the workspace is somebody else's", async () => {
      const other = await createTestWorkspace(database.db);
      const found = await asActor(workspace.context, (tx) =>
        findMemberActivity(tx, workspace.context.actor.userId, {
          required: other.context.workspaceId,
          preferred: null,
        }),
      );
      expect(found).toBeNull();
    });

    test("it says when a routine is due next, and nothing where none is going to be", async () => {
      await database.db
        .update(routines)
        .set({ nextRunAt: sql`date_trunc('minute', now(), 'UTC') + interval '3 minutes'` });
      const { nextDueMs } = await ask();
      expect(nextDueMs).toBeGreaterThan(60_000);
      expect(nextDueMs).toBeLessThanOrEqual(180_000);
      await update(routineId, { is_active: false });
      expect((await ask()).nextDueMs).toBeNull();
    });
  });
});

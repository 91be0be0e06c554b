import { beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { ValidationError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { getWorkspaceUsage } from "@/lib/services/limits/workspace-usage";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { acceptInvitation } from "@/lib/services/workspaces/accept-invitation";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { problemsOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestUser } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("a workspace", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
  });

  const within = (limits: Partial<ServiceContext["workspaceLimits"]>): ServiceContext => ({
    ...workspace.context,
    workspaceLimits: { routines: 100, members: 10, runsPerDay: 10_000, ...limits },
  });

  const create = (context: ServiceContext, input: Record<string, unknown> = {}) =>
    createRoutine(context, {
      name: "Health",
      endpoint_url: "https://example.com/health",
      interval_minutes: 10,
      ...input,
    });

  test("has as many routines as it may, and room for another once one is deleted", async () => {
    const context = within({ routines: 2 });
    const { id } = await create(context);
    await create(context, { is_active: false });
    expect(await problemsOf(create(context))).toEqual([
      {
        path: "",
        code: "routines_too_many",
        params: { used: 2, max: 2 },
        message: expect.stringContaining("has 2 routines and may have 2") as string,
      },
    ]);
    await deleteRoutine(context, id);
    await create(context);
  });

  test("has no more routines than it may after 20 were created at the same moment by two instances", async () => {
    const second = openDatabase(database.url);
    const context = within({ routines: 7 });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        create(index % 2 === 0 ? context : { ...context, db: second.db }),
      ),
    ).finally(second.close);
    const refused = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason as unknown] : [],
    );
    expect(refused).toHaveLength(13);
    expect(refused.every((error) => error instanceof ValidationError)).toBe(true);
    expect((await getWorkspaceUsage(context)).routines).toEqual({ used: 7, max: 7 });
  });

  test("plans no more runs a day than it may, whatever its schedules are", async () => {
    // Every 10 minutes are 144 runs a day, and at minutes 0 and 30 of every hour 48.
    const context = within({ runsPerDay: 200 });
    const interval = await create(context);
    const cron = { interval_minutes: undefined, cron_expression: "0,30 * * * *" };
    await create(context, cron);
    expect((await getWorkspaceUsage(context)).runs_per_day).toEqual({ used: 192, max: 200 });
    expect(await problemsOf(create(context, cron))).toMatchObject([
      { path: "cron_expression", code: "runs_too_many", params: { planned: 240, max: 200 } },
    ]);
    expect(await problemsOf(create(context))).toMatchObject([{ path: "interval_minutes" }]);

    // A routine that is paused plans none, and one that is edited only what it adds.
    const paused = await create(context, { is_active: false });
    const edit = (id: string, input: Record<string, unknown>) => updateRoutine(context, id, input);
    expect(await problemsOf(edit(paused.id, { is_active: true }))).toMatchObject([
      { path: "interval_minutes", code: "runs_too_many", params: { planned: 336 } },
    ]);
    expect(await problemsOf(edit(interval.id, { interval_minutes: 5 }))).toMatchObject([
      { path: "interval_minutes", params: { planned: 336 } },
    ]);
    await edit(interval.id, { interval_minutes: 60 });
    await edit(paused.id, { interval_minutes: 20, is_active: true });
    expect((await getWorkspaceUsage(context)).runs_per_day.used).toBe(144);
  });

  test("resumes as many of its routines at once as it may, and names the others", async () => {
    const context = within({ runsPerDay: 300 });
    const ids = [];
    for (let index = 0; index < 4; index += 1) {
      ids.push((await create(context, { is_active: false })).id);
    }
    const { changed, skipped } = await changeRoutines(context, {
      selection: { ids },
      change: "resume",
    });
    expect(changed).toHaveLength(2);
    expect(skipped.map(({ problem }) => problem.code)).toEqual(["runs_too_many", "runs_too_many"]);
    expect((await getWorkspaceUsage(context)).runs_per_day.used).toBe(288);
  });

  test("that is above a limit keeps what it has, and may have less", async () => {
    for (let index = 0; index < 3; index += 1) await create(within({}), { interval_minutes: 5 });
    const id = (await create(within({}), { interval_minutes: 5 })).id;
    const context = within({ routines: 1, runsPerDay: 100 });
    await updateRoutine(context, id, { name: "Renamed" });
    await updateRoutine(context, id, { interval_minutes: 30 });
    await updateRoutine(context, id, { is_active: false });
    expect(await problemsOf(updateRoutine(context, id, { is_active: true }))).toHaveLength(1);
    expect(await getWorkspaceUsage(context)).toMatchObject({
      routines: { used: 4, max: 1 },
      runs_per_day: { used: 864, max: 100 },
    });
  });

  test("has as many members as it may, though more accept at the same moment", async () => {
    const context = within({ members: 3 });
    const invite = () => createInvitation(context, { role: "VIEWER" });
    const invitations = [await invite(), await invite(), await invite(), await invite()];
    const guests = await Promise.all(invitations.map(() => createTestUser(database.db)));
    const results = await Promise.allSettled(
      guests.map(({ userId }, index) =>
        acceptInvitation({ ...context, actor: { userId } }, invitations[index]?.token ?? ""),
      ),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const refused = results.findIndex(({ status }) => status === "rejected");
    const actor = { userId: guests[refused]?.userId ?? "" };
    const { token = "" } = invitations[refused] ?? {};
    expect(await problemsOf(acceptInvitation({ ...context, actor }, token))).toMatchObject([
      { code: "members_too_many", params: { used: 3, max: 3 } },
    ]);
    expect(await problemsOf(invite())).toMatchObject([{ code: "members_too_many" }]);
    // The invitation was not used up.
    const roomier = within({ members: 4 });
    await acceptInvitation({ ...roomier, actor }, token);
    expect((await getWorkspaceUsage(roomier)).members).toEqual({ used: 4, max: 4 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NotFoundError } from "@/lib/domain/errors";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { listRoutines } from "@/lib/services/routines/list-routines";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getOverview } from "@/lib/services/runs/get-overview";
import { getRun } from "@/lib/services/runs/get-run";
import { listPulses } from "@/lib/services/runs/list-pulses";
import { listRuns } from "@/lib/services/runs/list-runs";
import { listStrips } from "@/lib/services/runs/list-strips";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { getWorkspace } from "@/lib/services/workspaces/get-workspace";
import { renameWorkspace } from "@/lib/services/workspaces/rename-workspace";
import { problemCodesOf } from "@/tests/support/problems-of";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { fullSettings, otherSettings } from "@/tests/support/routine-fixture";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const url = "https://example.com/health";

describe("routines", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  test("a new routine has defaults, and its first slot is the next full minute", async () => {
    const before = Date.now();
    const routine = await createRoutine(workspace.context, {
      name: "  Health  ",
      endpoint_url: url,
      interval_minutes: 5,
    });
    expect(routine).toMatchObject({
      name: "Health",
      kind: "PING",
      http_method: "GET",
      headers_json: {},
      body: null,
      timezone: "UTC",
      timeout_seconds: 8,
      misfire_policy: "FIRE_ONCE",
      is_active: true,
      last_run_at: null,
      last_status: null,
    });
    const next = Date.parse(routine.next_run_at);
    expect(next % MINUTE_MS).toBe(0);
    expect(next).toBeGreaterThan(before - SECOND_MS);
    expect(next).toBeLessThanOrEqual(Date.now() + 61_000);
    expect(await getRoutine(workspace.context, routine.id)).toEqual(routine);
  });

  test("a routine keeps every setting that it is created with, and every one it is changed to", async () => {
    const { context } = workspace;
    const unsigned = { auth_mode: "NONE", secret_ref: null, signing_secret_ref: null } as const;
    const settings = { ...fullSettings, ...unsigned };
    const created = await createRoutine(context, settings);
    expect(await getRoutine(context, created.id)).toMatchObject(settings);
    // A routine has one kind of schedule: a single time is kept, too, as its own test shows.
    const others = { ...otherSettings, ...unsigned, run_at: null };
    expect(await updateRoutine(context, created.id, others)).toMatchObject(others);
    expect(await getRoutine(context, created.id)).toMatchObject(others);
  });

  test("every broken rule is named at its field, all at once", async () => {
    expect(
      await problemCodesOf(
        createRoutine(workspace.context, {
          name: "",
          endpoint_url: "http://10.0.0.1/",
          http_method: "TRACE",
          timezone: "Mars/Olympus",
          cron_expression: "61 * * * *",
          timeout_seconds: 0,
          colour: "red",
        }),
      ),
    ).toEqual({
      name: "name_required",
      endpoint_url: "target_refused",
      http_method: "method_unknown",
      timezone: "timezone_unknown",
      cron_expression: "cron_invalid",
      timeout_seconds: "timeout_out_of_range",
      colour: "field_unknown",
    });
    expect(
      await problemCodesOf(
        createRoutine(
          { ...workspace.context, limits: { ...workspace.context.limits, minIntervalMinutes: 5 } },
          {
            name: "Health",
            endpoint_url: "ftp://example.com/",
            interval_minutes: 4,
            timeout_seconds: 31,
            headers_json: { Authorization: "Bearer x", "X-Fine": "yes" },
            body: "text",
            auth_mode: "SECRET_REF",
          },
        ),
      ),
    ).toEqual({
      endpoint_url: "target_refused",
      interval_minutes: "interval_too_short",
      timeout_seconds: "timeout_out_of_range",
      "headers_json.Authorization": "header_refused",
      body: "body_without_meaning",
      secret_ref: "secret_required",
    });
  });

  test.each(["\0", "\ud800"])("text that the database cannot keep is refused: %j", async (text) => {
    expect(
      await problemCodesOf(
        createRoutine(workspace.context, {
          name: `Name${text}`,
          endpoint_url: "http://127.0.0.1:8080/",
          http_method: "POST",
          body: `body${text}`,
          interval_minutes: 10,
        }),
      ),
    ).toEqual({ name: "text_not_storable", body: "text_not_storable" });
    expect(await problemCodesOf(listRoutines(workspace.context, { q: text }))).toEqual({
      q: "text_not_storable",
    });
  });

  test("a routine has one schedule: neither and both are refused", async () => {
    const input = { name: "Health", endpoint_url: url };
    expect(await problemCodesOf(createRoutine(workspace.context, input))).toEqual({
      interval_minutes: "schedule_required",
    });
    expect(
      await problemCodesOf(
        createRoutine(workspace.context, {
          ...input,
          interval_minutes: 5,
          cron_expression: "0 * * * *",
        }),
      ),
    ).toEqual({ cron_expression: "schedule_twice" });
  });

  test.each([
    ["a first slot", { starts_at: "2999-12-31T23:59:59Z" }],
    ["a start after jitter", { starts_at: "2999-12-31T23:00:00Z" }],
    [
      "a match of a cron expression",
      { starts_at: "2999-01-02T00:00:00Z", interval_minutes: null, cron_expression: "0 0 1 1 *" },
    ],
  ])("%s after the year 2999 is a problem of the start", async (_, schedule) => {
    const input = { name: "Later", endpoint_url: url, interval_minutes: 120, ...schedule };
    const tooLate = { starts_at: "slot_too_late" };
    expect(await problemCodesOf(createRoutine(workspace.context, input))).toEqual(tooLate);

    const { id } = await createRoutine(workspace.context, {
      name: "Now",
      endpoint_url: url,
      interval_minutes: 5,
    });
    expect(await problemCodesOf(updateRoutine(workspace.context, id, schedule))).toEqual(tooLate);
  });

  test("an interval that would move the next slot past the year 2999 is a problem of the start", async () => {
    const { id } = await createRoutine(workspace.context, {
      name: "Later",
      endpoint_url: url,
      interval_minutes: 5,
      starts_at: "2999-12-31T00:00:00Z",
    });
    const change = { interval_minutes: 525_600 };
    expect(await problemCodesOf(updateRoutine(workspace.context, id, change))).toEqual({
      starts_at: "slot_too_late",
    });
  });

  test("a change touches what it names, and switching the schedule clears the other", async () => {
    const routine = await createRoutine(workspace.context, {
      name: "Health",
      endpoint_url: url,
      interval_minutes: 5,
    });
    const renamed = await updateRoutine(workspace.context, routine.id, { name: "Renamed" });
    expect(renamed).toMatchObject({ name: "Renamed", next_run_at: routine.next_run_at });
    const cron = await updateRoutine(workspace.context, routine.id, {
      cron_expression: "0 9 * * *",
      timezone: "America/Sao_Paulo",
    });
    expect(cron).toMatchObject({ interval_minutes: null, cron_expression: "0 9 * * *" });
    expect(
      await problemCodesOf(updateRoutine(workspace.context, routine.id, { name: " " })),
    ).toEqual({
      name: "name_required",
    });
  });

  test("an interval below a minimum that was raised later may stay, but not shrink", async () => {
    const routine = await createRoutine(workspace.context, {
      name: "Often",
      endpoint_url: url,
      interval_minutes: 2,
    });
    const limits = { ...workspace.context.limits, minIntervalMinutes: 5 };
    const stricter = { ...workspace.context, limits };
    const renamed = await updateRoutine(stricter, routine.id, { name: "Still often" });
    expect(renamed).toMatchObject({ name: "Still often", interval_minutes: 2 });
    expect(
      await problemCodesOf(updateRoutine(stricter, routine.id, { interval_minutes: 1 })),
    ).toEqual({
      interval_minutes: "interval_too_short",
    });
  });

  test("a resumed routine goes on at its anchor, and what passed while it was paused is not missed", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 25);
    await updateRoutine(workspace.context, routine.id, { is_active: false });
    const resumed = await updateRoutine(workspace.context, routine.id, { is_active: true });
    const minutes = (Date.parse(resumed.next_run_at) - routine.nextRunAt.getTime()) / MINUTE_MS;
    expect(minutes).toBe(30);
  });

  test("a deletion takes the runs along", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5);
    const run = await runRoutineNow(workspace.context, routine.id);
    await deleteRoutine(workspace.context, routine.id);
    await expect(getRoutine(workspace.context, routine.id)).rejects.toThrow(NotFoundError);
    await expect(getRun(workspace.context, run.id)).rejects.toThrow(NotFoundError);
    await expect(deleteRoutine(workspace.context, routine.id)).rejects.toThrow(NotFoundError);
  });

  test("another tenant's routine is answered like one that does not exist, by every verb", async () => {
    const theirs = await stranger.createDueRoutine(`${receiver.url}/ok`, -5);
    const run = await runRoutineNow(stranger.context, theirs.id);
    for (const id of [theirs.id, crypto.randomUUID(), "no-id"]) {
      const attempts = [
        () => getRoutine(workspace.context, id),
        () => updateRoutine(workspace.context, id, { name: "Mine" }),
        () => deleteRoutine(workspace.context, id),
        () => runRoutineNow(workspace.context, id),
      ];
      for (const attempt of attempts) {
        await expect(attempt()).rejects.toMatchObject({
          code: "NOT_FOUND",
          message: new NotFoundError().message,
        });
      }
    }
    await expect(listRuns(workspace.context, { routine_id: theirs.id })).rejects.toThrow(
      NotFoundError,
    );
    await expect(getRun(workspace.context, run.id)).rejects.toThrow(NotFoundError);
    expect((await listRuns(workspace.context, {})).data).toEqual([]);
    expect((await listRoutines(workspace.context, {})).data).toEqual([]);
    expect(await listPulses(workspace.context, [theirs.id], 10)).toEqual({ [theirs.id]: [] });
    expect(await listStrips(workspace.context, [theirs.id], 10)).toEqual({ [theirs.id]: [] });
    expect(await getRoutine(stranger.context, theirs.id)).toMatchObject({ name: "Due" });
  });

  test("a list can be searched, filtered and sorted, and its pages neither repeat nor lose a row", async () => {
    for (const name of ["delta", "Alpha", "charlie", "bravo_1", "bravoX1"]) {
      await createRoutine(workspace.context, { name, endpoint_url: url, interval_minutes: 5 });
    }
    for (const sort of ["name", "-name", "created_at", "-created_at", "next_run_at"]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listRoutines>> = await listRoutines(
          workspace.context,
          { limit: "2", sort, ...(cursor !== null && { cursor }) },
        );
        seen.push(...page.data.map((routine) => routine.id));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(new Set(seen).size).toBe(5);
      expect(seen).toHaveLength(5);
    }
    const found = await listRoutines(workspace.context, { q: "bravo_1" });
    expect(found.data.map((routine) => routine.name)).toEqual(["bravo_1"]);
    expect((await listRoutines(workspace.context, { is_active: "false" })).data).toEqual([]);
    expect((await listRoutines(workspace.context, { kind: "CHECK" })).data).toEqual([]);
    expect((await listRoutines(workspace.context, { last_status: "FAIL" })).data).toEqual([]);
    expect(await problemCodesOf(listRoutines(workspace.context, { sort: "colour" }))).toEqual({
      sort: "sort_unknown",
    });
    expect(await problemCodesOf(listRoutines(workspace.context, { cursor: "zzz" }))).toEqual({
      cursor: "cursor_invalid",
    });
    expect(await problemCodesOf(listRoutines(workspace.context, { limit: "0" }))).toEqual({
      limit: "limit_out_of_range",
    });
  });

  test("the history is stable under inserts while it is paged through", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5);
    const ran: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ran.push((await runRoutineNow(workspace.context, routine.id)).id);
    }
    const first = await listRuns(workspace.context, { routine_id: routine.id, limit: 2 });
    await runRoutineNow(workspace.context, routine.id);
    const rest = await listRuns(workspace.context, {
      routine_id: routine.id,
      limit: 10,
      cursor: first.next_cursor,
    });
    expect([...first.data, ...rest.data].map((run) => run.id)).toEqual(ran.reverse());
    expect(rest.next_cursor).toBeNull();
    const manual = await listRuns(workspace.context, { triggered_by: "MANUAL", status: "SUCCESS" });
    expect(manual.data).toHaveLength(6);
    expect((await listRuns(workspace.context, { triggered_by: "SCHEDULE" })).data).toEqual([]);
    const future = new Date(Date.now() + HOUR_MS).toISOString();
    expect((await listRuns(workspace.context, { from: future })).data).toEqual([]);
    expect((await listRuns(workspace.context, { to: future })).data).toHaveLength(6);
    for (const from of ["yesterday", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-01:00"]) {
      expect(await problemCodesOf(listRuns(workspace.context, { from }))).toEqual({
        from: "instant_invalid",
      });
    }
    const [earliest, latest] = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"];
    expect((await listRuns(workspace.context, { from: earliest, to: latest })).data).toHaveLength(
      6,
    );
  });

  test("the overview names what fails, since when and when it last was well", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5);
    const good = await runRoutineNow(workspace.context, routine.id);
    await updateRoutine(workspace.context, routine.id, {
      endpoint_url: `${receiver.url}/status/500`,
    });
    const firstBad = await runRoutineNow(workspace.context, routine.id);
    const secondBad = await runRoutineNow(workspace.context, routine.id);
    const overview = await getOverview(workspace.context);
    expect(overview).toMatchObject({
      routines_total: 1,
      routines_active: 1,
      today: { runs: 3, succeeded: 1, failed: 2, missed: 0, p99_lag_ms: null },
    });
    expect(overview.failing.routines).toHaveLength(1);
    expect(overview.failing.routines[0]).toMatchObject({
      since: firstBad.created_at,
      last_good_at: good.created_at,
      last_run: { id: secondBad.id },
    });
    expect(overview.upcoming.map(({ id }) => id)).toEqual([routine.id]);
    const pulses = await listPulses(workspace.context, [routine.id], 2);
    expect(pulses[routine.id]?.map(({ id }) => id)).toEqual([firstBad.id, secondBad.id]);
    expect(await listStrips(workspace.context, [routine.id], 2)).toEqual({
      [routine.id]: pulses[routine.id]?.map(
        ({ id, status, is_degraded, in_maintenance, duration_ms }) => ({
          id,
          status,
          is_degraded,
          in_maintenance,
          duration_ms,
        }),
      ),
    });
    const failing = await listRoutines(workspace.context, { last_status: "FAIL" });
    expect(failing.data.map(({ id, last_status }) => [id, last_status])).toEqual([
      [routine.id, "FAIL"],
    ]);
    expect(await getRoutine(workspace.context, routine.id)).toMatchObject({ last_status: "FAIL" });
  });

  test("a workspace is renamed by its owner alone", async () => {
    await renameWorkspace(workspace.context, { name: "Team" });
    expect(await getWorkspace(workspace.context)).toMatchObject({ name: "Team" });
    await expect(
      renameWorkspace(
        { ...workspace.context, workspaceId: stranger.context.workspaceId },
        { name: "Mine" },
      ),
    ).rejects.toThrow(NotFoundError);
    expect(await getWorkspace(stranger.context)).toMatchObject({ name: "Personal" });
  });
});

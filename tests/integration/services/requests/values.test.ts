import { eq, sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import { testRequest } from "@/lib/services/requests/test-request";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { problemsOf } from "@/tests/support/problems-of";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
let workspace: TestWorkspace;
let receiver: Receiver;

beforeEach(async () => {
  await database.db.delete(routines);
  workspace = await createTestWorkspace(database.db);
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});

const everyValue = {
  http_method: "POST",
  headers_json: { "X-Since": "{{previous_slot}}", "Content-Type": "application/json" },
  body: '{"run":"{{run_id}}","attempt":{{attempt}},"at":{{slot_unix}}}',
};
const query = "day={{slot_date-1d}}&at={{slot}}";

const dayBefore = (slot: Date) =>
  new Date(slot.getTime() - 24 * 60 * MINUTE_MS).toISOString().slice(0, 10);

const queryAt = (slot: Date) =>
  `day=${dayBefore(slot)}&at=${encodeURIComponent(slot.toISOString())}`;

describe("the values of a run", () => {
  test("are those of its slot across attempts, with the attempt and the run of each", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/status/503?${query}`, 0, {
      ...everyValue,
      max_attempts: 2,
    });
    await runDueRoutines(workspace.context);
    await database.db
      .update(routines)
      .set({ dueAt: sql`now()` })
      .where(eq(routines.id, routine.id));
    await runDueRoutines(workspace.context);

    const slot = routine.nextRunAt;
    const runs = await workspace.readRuns(routine.id);
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(receiver.requests.map(({ path }) => path)).toEqual(
      runs.map(() => `/status/503?${queryAt(slot)}`),
    );
    expect(receiver.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual(
      runs.map(({ id, attempt }) => ({ run: id, attempt, at: slot.getTime() / SECOND_MS })),
    );
    for (const { headers } of receiver.requests) {
      expect(headers["x-since"]).toBe(new Date(slot.getTime() - 10 * MINUTE_MS).toISOString());
      expect(headers["opspulse-scheduled-for"]).toBe(slot.toISOString());
      expect(headers["idempotency-key"]).toBe(`${routine.id}:${slot.toISOString()}`);
    }
  });

  test("are those of the minute of a run that a person starts", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok?${query}`, -5, everyValue);
    const run = await runRoutineNow(workspace.context, routine.id);
    const [request] = receiver.requests;
    const minute = new Date(Math.floor(Date.parse(run.started_at ?? "") / MINUTE_MS) * MINUTE_MS);
    expect(request?.path).toBe(`/ok?${queryAt(minute)}`);
    expect(JSON.parse(request?.body ?? "")).toEqual({
      ...{ run: run.id, attempt: 1 },
      at: minute.getTime() / SECOND_MS,
    });
    // The next slot is five minutes from now, so the one before was five minutes ago.
    const since = Date.parse(String(request?.headers["x-since"]));
    expect((routine.nextRunAt.getTime() - since) % (10 * MINUTE_MS)).toBe(0);
    expect(since).toBeLessThan(minute.getTime());
    expect(since).toBeGreaterThanOrEqual(minute.getTime() - 10 * MINUTE_MS);
  });

  test("are in the body before it is signed", async () => {
    const key = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
    workspace.context.secrets = loadSecrets(
      {
        ROUTINE_SECRET_HOOK: key,
        ROUTINE_SECRET_HOOK__ORIGINS: receiver.url,
        ROUTINE_SECRET_HOOK__WORKSPACES: workspace.context.workspaceId,
      },
      { allow: workspace.context.egress.allow, isSignUpOpen: true },
    );
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, -5, {
      ...everyValue,
      kind: "WEBHOOK",
      signing_secret_ref: "HOOK",
    });
    const run = await runRoutineNow(workspace.context, routine.id);
    const [request] = receiver.requests;
    const headers = Object.fromEntries(
      Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    expect(new Webhook(key).verify(request?.body ?? "", headers)).toMatchObject({ run: run.id });
  });

  test("are encoded for the body of a form", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 0, {
      http_method: "POST",
      headers_json: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "at={{slot}}&day={{slot_date}}",
    });
    await runDueRoutines(workspace.context);
    expect(receiver.requests[0]?.body).toBe(
      `at=${encodeURIComponent(routine.nextRunAt.toISOString())}&day=${routine.nextRunAt.toISOString().slice(0, 10)}`,
    );
  });
});

describe("braces of a routine that doesn't fill in values", () => {
  test("are sent as they stand: a row from before there were values means what it meant", async () => {
    const body = '{"text":"{{ user.name }} {{slot}} {{{{"}';
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok?at={{slot}}`, 0, {
      http_method: "POST",
      headers_json: { "X-At": "{{run_id}}" },
      body,
      fill_values: false,
    });
    await runDueRoutines(workspace.context);
    expect(receiver.requests).toMatchObject([
      { path: "/ok?at={{slot}}", body, headers: { "x-at": "{{run_id}}" } },
    ]);
    await updateRoutine(workspace.context, routine.id, { name: "Renamed" });
    expect((await workspace.readRoutine(routine.id)).fillValues).toBe(false);
  });

  test("are what an older instance saves, which knows of no values", async () => {
    const { workspaceId } = workspace.context;
    const [row] = await database.db.execute<{ fill_values: boolean }>(sql`
      insert into routines (workspace_id, name, interval_minutes, endpoint_url, next_run_at)
      values (${workspaceId}, 'Old', 5, ${`${receiver.url}/?{{slot}}`}, '2026-03-02T12:00:00Z')
      returning fill_values`);
    expect(row).toEqual({ fill_values: false });
  });

  test("are sent as they stand, too, where a row holds what can't be filled in", async () => {
    const routine = await workspace.createDueRoutine(`${receiver.url}/ok`, 0, {
      http_method: "POST",
    });
    await database.db
      .update(routines)
      .set({ body: "{{slot}} {{nothing}}" })
      .where(eq(routines.id, routine.id));
    expect(await runDueRoutines(workspace.context)).toMatchObject({ succeeded: 1 });
    expect(receiver.requests[0]?.body).toBe("{{slot}} {{nothing}}");
  });
});

describe("a routine whose values can't be filled in", () => {
  test("is refused at each field, before anything is saved or sent", async () => {
    const input = {
      name: "Report",
      interval_minutes: 15,
      endpoint_url: `${receiver.url}/{{slot_date}}.csv`,
      http_method: "POST",
      headers_json: { "X-Day": "{{today}}" },
      body: "{{slot_date-1}}",
    };
    const expected = [
      { path: "endpoint_url", code: "value_outside_query" },
      { path: "headers_json.X-Day", code: "value_unknown" },
      { path: "body", code: "value_offset_invalid" },
    ];
    expect(await problemsOf(createRoutine(workspace.context, input))).toMatchObject(expected);
    expect(await problemsOf(testRequest(workspace.context, input))).toMatchObject(expected);
    expect(receiver.requests).toEqual([]);
  });

  test("is refused where its filled URL would be too long", async () => {
    const base = `${receiver.url}/?a=`;
    const fits = (text: string) => `${base}${"x".repeat(2_048 - base.length - text.length)}${text}`;
    const save = (endpoint_url: string) =>
      createRoutine(workspace.context, { name: "Long", interval_minutes: 15, endpoint_url });
    expect(await problemsOf(save(fits("{{slot}}")))).toMatchObject([
      { path: "endpoint_url", code: "target_refused", params: { reason: "too_long" } },
    ]);
    // A date is shorter than its name.
    expect(await save(fits("{{slot_date}}"))).toMatchObject({ fill_values: true });
  });
});

describe("a test of a request", () => {
  test("is filled in like a run now, by the schedule that is typed, and shows what was sent", async () => {
    const result = await testRequest(workspace.context, {
      ...everyValue,
      endpoint_url: `${receiver.url}/ok?${query}`,
      cron_expression: "0 0 * * *",
      timezone: "Pacific/Kiritimati",
    });
    const [request] = receiver.requests;
    expect(result.sent_as).toEqual({
      endpoint_url: `${receiver.url}${request?.path ?? ""}`,
      headers_json: { ...everyValue.headers_json, "X-Since": request?.headers["x-since"] },
      body: request?.body,
    });
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      run: request?.headers["idempotency-key"],
      attempt: 1,
    });
    const params = new URL(request?.path ?? "", receiver.url).searchParams;
    const slot = new Date(params.get("at") ?? "");
    expect(Math.abs(Date.now() - slot.getTime())).toBeLessThan(2 * MINUTE_MS);
    // Kiritimati is 14 hours ahead.
    const local = new Date(slot.getTime() + 14 * 60 * MINUTE_MS);
    expect(params.get("day")).toBe(dayBefore(local));
    expect(request?.headers["x-since"]).toMatch(/T10:00:00\.000Z$/);
  });

  test("shows no request where nothing was filled in", async () => {
    const result = await testRequest(workspace.context, { endpoint_url: `${receiver.url}/ok?a=1` });
    expect(result).toMatchObject({ status: "SUCCESS", sent_as: null });
  });
});

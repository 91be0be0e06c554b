import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { routineRuns, routines } from "@/db/schema";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import type { ServiceContext } from "@/lib/services/context";
import { testRequest } from "@/lib/services/requests/test-request";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { startEndpoint } from "@/tests/support/endpoint";
import { problemsOf } from "@/tests/support/problems-of";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const database = openSuiteDatabase();
let workspace: TestWorkspace;
let receiver: Receiver;

beforeEach(async () => {
  workspace = await createTestWorkspace(database.db);
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});

const send = (input: Record<string, unknown>) => testRequest(workspace.context, input);

describe("a test of a request", () => {
  test("sends what was typed, returns the response, and records nothing", async () => {
    const answer = await send({
      endpoint_url: `${receiver.url}/ok?a=1`,
      http_method: "POST",
      headers_json: { "X-Note": "typed" },
      body: "{}",
    });
    expect(answer).toMatchObject({
      status: "SUCCESS",
      is_degraded: false,
      http_status: 200,
      error_code: null,
      response_headers: { "content-type": "text/plain" },
      response_body: "ok",
      response_bytes: 2,
      remote_address: "127.0.0.1",
      broken_rules: [],
    });
    expect(answer.first_byte_ms).not.toBeNull();
    expect(receiver.requests).toMatchObject([
      { method: "POST", path: "/ok?a=1", body: "{}", headers: { "x-note": "typed" } },
    ]);
    expect(await database.db.select().from(routines)).toEqual([]);
    expect(await database.db.select().from(routineRuns)).toEqual([]);
  });

  test("has an identity of its own each time, and names no run", async () => {
    await send({ endpoint_url: receiver.url });
    await send({ endpoint_url: receiver.url });
    const [first, second] = receiver.requests.map(({ headers }) => headers);
    expect(first?.["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.["idempotency-key"]).not.toBe(first?.["idempotency-key"]);
    expect(first?.["opspulse-attempt"]).toBe("1");
    expect(first).not.toHaveProperty("opspulse-run-id");
    expect(first).not.toHaveProperty("opspulse-scheduled-for");
  });

  test("judges the response by the rules, and keeps the body of a success whatever is typed", async () => {
    const broken = { type: "body", operator: "contains", value: "fine" };
    expect(
      await send({
        endpoint_url: receiver.url,
        success_rules: [broken],
        keep_body: "ON_FAILURE",
      }),
    ).toMatchObject({
      status: "FAIL",
      error_code: "ASSERTION",
      broken_rules: [{ rule: broken }],
    });
    expect(await send({ endpoint_url: receiver.url, keep_body: "ON_FAILURE" })).toMatchObject({
      status: "SUCCESS",
      response_body: "ok",
    });
  });

  test("gives up after the timeout that was typed", async () => {
    const answer = await send({ endpoint_url: `${receiver.url}/hold`, timeout_seconds: 1 });
    expect(answer).toMatchObject({
      status: "FAIL",
      error_code: "TIMEOUT",
      error_detail: "TIMEOUT_WAITING",
      http_status: null,
    });
  });

  test("sends a secret by its name, and masks it in what comes back", async () => {
    const echo = await startEndpoint((request, response) => {
      response.writeHead(200, { "x-request-id": request.headers.authorization });
      response.end(`sent: ${request.headers.authorization}`);
    });
    const env = {
      ROUTINE_SECRET_PAY: "hunter2-hunter2",
      ROUTINE_SECRET_PAY__ORIGINS: echo.url,
      ROUTINE_SECRET_PAY__WORKSPACES: workspace.context.workspaceId,
    };
    const context: ServiceContext = {
      ...workspace.context,
      secrets: loadSecrets(env, { allow: workspace.context.egress.allow, isSignUpOpen: true }),
    };
    const input = { endpoint_url: echo.url, auth_mode: "SECRET_REF", secret_ref: "PAY" };
    const answer = await testRequest(context, input).finally(echo.close);
    expect(answer.response_body).toBe("sent: Bearer [secret]");
    expect(JSON.stringify(answer)).not.toContain("hunter2");
    expect(await problemsOf(send(input))).toMatchObject([
      { path: "secret_ref", code: "secret_unknown" },
    ]);
  });
});

describe("a test is refused", () => {
  test.each<[string, Record<string, unknown>]>([
    ["no URL", {}],
    ["a private address", { endpoint_url: "http://10.0.0.1/" }],
    ["a port of another service", { endpoint_url: "http://127.0.0.1:22/" }],
    ["a credential among the headers", { headers_json: { Authorization: "Bearer x" } }],
    ["a body that would not be sent", { body: "{}" }],
    ["a timeout out of range", { timeout_seconds: 31 }],
    ["a rule that is none", { success_rules: [{ type: "json", path: "a", operator: "exists" }] }],
    [
      "redirects with a secret",
      { auth_mode: "SECRET_REF", secret_ref: "X", follow_redirects: true },
    ],
    ["a field that there is none of", { colour: "blue" }],
  ])(
    "for %s, with the problems that creating it has, and nothing is sent",
    async (name, change) => {
      const input = { ...(name !== "no URL" && { endpoint_url: receiver.url }), ...change };
      const problems = await problemsOf(send(input));
      expect(problems.length).toBeGreaterThan(0);
      expect(problems).toEqual(
        await problemsOf(
          createRoutine(workspace.context, { ...input, name: "Same", interval_minutes: 10 }),
        ),
      );
      expect(receiver.requests).toEqual([]);
    },
  );

  test.each([null, "text", 7, undefined])("where the input is %j", async (input) => {
    expect(await problemsOf(testRequest(workspace.context, input))).not.toEqual([]);
  });

  test("for who may only read, and nothing is sent", async () => {
    const viewer: ServiceContext = { ...workspace.context, role: "VIEWER" };
    await expect(testRequest(viewer, { endpoint_url: receiver.url })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect(receiver.requests).toEqual([]);
  });

  test("but not for a name and a schedule that are missing or wrong", async () => {
    const answer = await send({
      endpoint_url: receiver.url,
      name: "",
      interval_minutes: null,
      cron_expression: "soon",
      timezone: "Nowhere",
      ends_at: "never",
      jitter_seconds: -1,
      max_attempts: 99,
    });
    expect(answer.status).toBe("SUCCESS");
  });

  test("is waited for by a process that stops, and not started after that", async () => {
    // Once stopped, a process starts nothing more: these modules are of a process of their own.
    vi.resetModules();
    vi.stubGlobal("opspulseWork", undefined);
    const { stopOrderly } = await import("@/lib/services/orderly-stop");
    const { testRequest: testInThatProcess } = await import("@/lib/services/requests/test-request");
    vi.unstubAllGlobals();
    const held = { endpoint_url: `${receiver.url}/hold`, timeout_seconds: 30 };
    let hasEnded = false;
    const answer = testInThatProcess(workspace.context, held).finally(() => (hasEnded = true));
    await waitFor("the test", () => receiver.requests.length === 1);
    const hadEnded = stopOrderly().then(() => hasEnded);
    await expect(testInThatProcess(workspace.context, held)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    receiver.release();
    expect(await hadEnded).toBe(true);
    expect((await answer).status).toBe("SUCCESS");
    expect(receiver.requests).toHaveLength(1);
  });
});

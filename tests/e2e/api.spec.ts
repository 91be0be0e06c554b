import { appUrl, callApi, createRoutine, readStackEnv, signUpByApi } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";

type Json = Record<string, unknown>;
const json = async (response: Response) => (await response.json()) as Json;

test("a token from the auth server drives every endpoint", async ({ account, receiver }) => {
  const { token } = account;
  const created = await callApi("POST", "/api/routines", {
    token,
    body: { name: "Health", endpoint_url: `${receiver.url}/status/204`, interval_minutes: 5 },
  });
  expect(created.status).toBe(201);
  const routine = await json(created);
  const path = `/api/routines/${String(routine.id)}`;
  expect(created.headers.get("location")).toBe(path);

  expect(await json(await callApi("GET", path, { token }))).toEqual(routine);
  const list = await callApi("GET", "/api/routines?q=heal&kind=PING&sort=name", { token });
  expect(await json(list)).toEqual({ data: [routine], next_cursor: null });

  const ran = await callApi("POST", `${path}/run`, { token });
  expect(ran.status).toBe(200);
  const run = await json(ran);
  expect(run).toMatchObject({ status: "SUCCESS", http_status: 204, triggered_by: "MANUAL" });
  const runs = await callApi("GET", `${path}/runs?status=SUCCESS`, { token });
  expect(await json(runs)).toEqual({ data: [run], next_cursor: null });

  const patched = await callApi("PATCH", path, { token, body: { is_active: false } });
  expect(patched.status).toBe(200);
  expect(await json(patched)).toMatchObject({ is_active: false, name: "Health" });

  expect((await callApi("DELETE", path, { token })).status).toBe(204);
  expect((await callApi("GET", path, { token })).status).toBe(404);
});

test("a cron expression comes with its next slots, in its own time zone", async ({
  account,
  receiver,
}) => {
  const { token } = account;
  const body = {
    name: "Opening",
    endpoint_url: `${receiver.url}/`,
    cron_expression: "0 9 * * 1-5",
    timezone: "America/Sao_Paulo",
    jitter_seconds: 30,
    max_attempts: 3,
  };
  const created = await callApi("POST", "/api/routines", { token, body });
  expect(created.status).toBe(201);
  const routine = await json(created);
  expect(routine).toMatchObject({ ...body, interval_minutes: null, starts_at: null });
  const slots = routine.next_slots as string[];
  expect(slots).toHaveLength(5);
  for (const slot of slots) {
    const shown = new Date(slot).toLocaleTimeString("en-GB", { timeZone: body.timezone });
    expect(shown).toBe("09:00:00");
  }
  const refused = await callApi("POST", "/api/routines", {
    token,
    body: { ...body, cron_expression: "* * * * *" },
  });
  expect(refused.status).toBe(422);
  expect((await json(refused)).errors).toMatchObject([
    { path: "cron_expression", code: "cron_too_frequent" },
  ]);
});

test("a run in flight makes another one wait its turn", async ({ account, receiver }) => {
  const { token } = account;
  const { id } = await createRoutine(account, {
    name: "Slow",
    endpoint_url: `${receiver.url}/hold`,
  });
  const path = `/api/routines/${id}/run`;
  const first = callApi("POST", path, { token });
  await expect.poll(() => receiver.requests.length).toBe(1);
  const second = await callApi("POST", path, { token });
  expect(second.status).toBe(409);
  expect(second.headers.get("content-type")).toBe("application/problem+json");
  expect(await json(second)).toMatchObject({ status: 409, code: "CONFLICT", errors: [] });
  receiver.release();
  expect((await first).status).toBe(200);
});

test("what breaks a rule is answered 422 and names each field", async ({ account }) => {
  const response = await callApi("POST", "/api/routines", {
    token: account.token,
    body: { name: "", endpoint_url: "http://169.254.169.254/", interval_minutes: 1 },
  });
  expect(response.status).toBe(422);
  const problem = await json(response);
  expect(Object.keys(problem).sort()).toEqual(
    ["code", "detail", "errors", "request_id", "status", "title", "type"].sort(),
  );
  const paths = (problem.errors as { path: string }[]).map((error) => error.path);
  expect(paths).toEqual(expect.arrayContaining(["name", "endpoint_url"]));
  expect(response.headers.get("x-request-id")).toBe(problem.request_id);
});

test("a body that is not JSON is refused with a word on what to send", async ({ account }) => {
  const headers = { authorization: `Bearer ${account.token}` };
  const url = new URL("/api/routines", appUrl());
  const text = await fetch(url, { method: "POST", headers, body: "name=x" });
  expect(text.status).toBe(415);
  const broken = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: "{",
  });
  expect(broken.status).toBe(400);
  const huge = await callApi("POST", "/api/routines", {
    token: account.token,
    body: { body: "x".repeat(300_000) },
  });
  expect(huge.status).toBe(413);
});

test("nobody is answered without a valid token", async () => {
  const attempts: [string, string][] = [
    ["GET", "/api/routines"],
    ["POST", "/api/routines"],
    ["GET", `/api/routines/${crypto.randomUUID()}`],
    ["PATCH", `/api/routines/${crypto.randomUUID()}`],
    ["DELETE", `/api/routines/${crypto.randomUUID()}`],
    ["POST", `/api/routines/${crypto.randomUUID()}/run`],
    ["GET", `/api/routines/${crypto.randomUUID()}/runs`],
  ];
  for (const [method, path] of attempts) {
    for (const token of [undefined, "nonsense", "a.b.c"]) {
      const response = await callApi(method, path, { token });
      expect(response.status, `${method} ${path} ${token ?? "without"}`).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await json(response)).toMatchObject({ code: "UNAUTHENTICATED" });
    }
  }
});

test("another tenant's routine is answered byte for byte like one that does not exist", async ({
  account,
  receiver,
}) => {
  const stranger = await signUpByApi();
  const { id: ownId } = await createRoutine(account, {
    name: "Mine",
    endpoint_url: `${receiver.url}/ok`,
  });
  await callApi("POST", `/api/routines/${ownId}/run`, { token: account.token });
  const attempts = (id: string): [string, string, unknown][] => [
    ["GET", `/api/routines/${id}`, undefined],
    ["PATCH", `/api/routines/${id}`, { name: "Theirs" }],
    ["PATCH", `/api/routines/${id}`, { name: "" }],
    ["DELETE", `/api/routines/${id}`, undefined],
    ["POST", `/api/routines/${id}/run`, undefined],
    ["GET", `/api/routines/${id}/runs`, undefined],
  ];
  const answersOf = async (id: string) =>
    Promise.all(
      attempts(id).map(async ([method, path, requestBody]) => {
        const response = await callApi(method, path, { token: stranger.token, body: requestBody });
        const { request_id: requestId, ...answer } = await json(response);
        expect(requestId).toEqual(expect.any(String));
        return { status: response.status, answer };
      }),
    );
  const theirs = await answersOf(ownId);
  expect(theirs).toEqual(await answersOf(crypto.randomUUID()));
  expect(theirs.map(({ status }) => status)).toEqual(theirs.map(() => 404));
  expect(receiver.requests).toHaveLength(1);
});

test("only a caller with the cron secret can tick, by GET and by POST", async () => {
  const { CRON_SECRET: secret } = await readStackEnv();
  for (const method of ["GET", "POST"]) {
    for (const token of [undefined, "", "wrong", `${secret}x`]) {
      const refused = await callApi(method, "/api/cron/tick", { token });
      expect(refused.status).toBe(401);
    }
    const response = await callApi(method, "/api/cron/tick", { token: secret });
    expect(response.status).toBe(200);
    expect(await json(response)).toEqual({
      worker_id: expect.any(String),
      claimed: expect.any(Number),
      succeeded: expect.any(Number),
      failed: expect.any(Number),
      missed: expect.any(Number),
      abandoned: expect.any(Number),
      remaining_due: expect.any(Number),
      lag_ms: { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) },
      duration_ms: expect.any(Number),
      stopped_by: expect.stringMatching(/^(drained|budget)$/),
    });
  }
});

test("health needs no sign-in", async () => {
  const response = await callApi("GET", "/api/health");
  expect(response.status).toBe(200);
  expect(await json(response)).toEqual({
    status: "ok",
    problems: [],
    database: { status: "ok", latency_ms: expect.any(Number) },
    schema: { status: "ok", version: expect.any(String), expected: expect.any(String) },
    scheduler: {
      last_tick_at: expect.stringMatching(/^\d{4}-.*Z$/),
      due: expect.any(Number),
      oldest_due_lag_ms: expect.any(Number),
      lag_ms: { p50: expect.any(Number), p99: expect.any(Number), max: expect.any(Number) },
    },
    version: expect.any(String),
  });
});

test("life needs no sign-in, and says nothing but that", async () => {
  const response = await callApi("GET", "/api/health/live");
  expect(response.status).toBe(200);
  expect(await json(response)).toEqual({ status: "ok", version: expect.any(String) });
});

test("a path that the API does not have is answered as a problem", async () => {
  const response = await callApi("GET", "/api/nothing/here");
  expect(response.status).toBe(404);
  expect(await json(response)).toMatchObject({ code: "NOT_FOUND" });
});

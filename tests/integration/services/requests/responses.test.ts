import { createHmac } from "node:crypto";
import type { RequestListener } from "node:http";
import { gzipSync } from "node:zlib";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { parseAllowList } from "@/lib/egress/address-policy";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import { respondJson } from "@/lib/http/handle-route";
import { readJson } from "@/lib/http/read-json";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { listSecrets } from "@/lib/services/routines/list-secrets";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getRun } from "@/lib/services/runs/get-run";
import { listRuns } from "@/lib/services/runs/list-runs";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { problemsOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
let workspace: TestWorkspace;
const endpoints: Endpoint[] = [];

beforeEach(async () => {
  workspace = await createTestWorkspace(database.db);
});
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()));
});

async function serve(listener: RequestListener): Promise<Endpoint> {
  const endpoint = await startEndpoint(listener);
  endpoints.push(endpoint);
  return endpoint;
}

const serveJson = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  serve((_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  });

const create = (input: Record<string, unknown>) =>
  createRoutine(workspace.context, { name: "Answers", interval_minutes: 10, ...input });

/** Runs a routine manually, and reads the run with its evidence. */
async function runInDetail(routineId: string): Promise<RunDetailDto> {
  const { id } = await runRoutineNow(workspace.context, routineId);
  return (await getRun(workspace.context, id)).run;
}

const runOnce = async (input: Record<string, unknown>) => runInDetail((await create(input)).id);

describe("the evidence of a run", () => {
  test("a failed run keeps its phases, address, headers and body", async () => {
    const endpoint = await serveJson({ error: "maintenance" }, 503, {
      "x-request-id": "r-1",
      "set-cookie": "session=1",
    });
    const run = await runOnce({ endpoint_url: endpoint.url });
    expect(run).toMatchObject({
      status: "FAIL",
      error_code: "HTTP_STATUS",
      error_detail: "STATUS_UNAVAILABLE",
      http_status: 503,
      dns_ms: null,
      tls_ms: null,
      remote_address: "127.0.0.1",
      certificate_expires_at: null,
      response_bytes: 23,
      redirects: [],
      response_headers: { "content-type": "application/json", "x-request-id": "r-1" },
      response_body: '{"error":"maintenance"}',
      broken_rules: [],
    });
    expect(run.connect_ms).toBeGreaterThanOrEqual(0);
    expect(run.first_byte_ms).toBeGreaterThanOrEqual(0);
    expect(run.response_headers).not.toHaveProperty("set-cookie");
  });

  test("a scheduled run keeps the same as a manual one", async () => {
    const endpoint = await serveJson({ error: "maintenance" }, 503);
    const routine = await workspace.createDueRoutine(endpoint.url);
    await runDueRoutines(workspace.context);
    const [run] = await workspace.readRuns(routine.id);
    expect(run).toMatchObject({
      status: "FAIL",
      remoteAddress: "127.0.0.1",
      responseBody: '{"error":"maintenance"}',
    });
  });

  test("the body of a success is kept only where the routine says so", async () => {
    const endpoint = await serveJson({ ok: true });
    expect(await runOnce({ endpoint_url: endpoint.url })).toMatchObject({
      status: "SUCCESS",
      response_body: null,
      response_bytes: 11,
    });
    expect(await runOnce({ endpoint_url: endpoint.url, keep_body: "ALWAYS" })).toMatchObject({
      status: "SUCCESS",
      response_body: '{"ok":true}',
    });
  });

  test("a body that is compressed all the same is kept as text", async () => {
    const endpoint = await serve((_, response) => {
      response.writeHead(500, { "content-encoding": "gzip", "content-type": "text/plain" });
      response.end(gzipSync("é down"));
    });
    expect(await runOnce({ endpoint_url: endpoint.url })).toMatchObject({
      status: "FAIL",
      response_body: "é down",
    });
  });

  test("at most 4 KB of a body are kept, as text that the database can store", async () => {
    const endpoint = await serve((_, response) => {
      response.writeHead(500).end(`\u0000${"x".repeat(10_000)}`);
    });
    const run = await runOnce({ endpoint_url: endpoint.url });
    expect(run.response_body).toBe(`\ufffd${"x".repeat(4_095)}`);
    expect(run.response_bytes).toBe(10_001);
  });

  test("redirects are the result by default, and followed where the routine says so", async () => {
    const endpoint = await serve((request, response) => {
      if (request.url === "/start") response.writeHead(302, { location: "/end" }).end();
      else response.end("there");
    });
    expect(await runOnce({ endpoint_url: `${endpoint.url}/start` })).toMatchObject({
      status: "FAIL",
      http_status: 302,
      redirects: [],
      response_headers: { location: "/end" },
    });
    expect(
      await runOnce({ endpoint_url: `${endpoint.url}/start`, follow_redirects: true }),
    ).toMatchObject({
      status: "SUCCESS",
      http_status: 200,
      redirects: [{ url: `${endpoint.url}/start`, status: 302 }],
    });
  });

  test("a run is shown with the newest success before it, and a list does without evidence", async () => {
    let status = 200;
    const endpoint = await serve((_, response) => {
      response.writeHead(status).end("body");
    });
    const routine = await create({ endpoint_url: endpoint.url, keep_body: "ALWAYS" });
    const good = await runInDetail(routine.id);
    expect((await getRun(workspace.context, good.id)).lastGood).toBeNull();
    status = 500;
    await runRoutineNow(workspace.context, routine.id);
    const bad = await runInDetail(routine.id);
    const shown = await getRun(workspace.context, bad.id);
    expect(shown.run).toEqual(bad);
    expect(shown.lastGood).toEqual(good);
    const list = await listRuns(workspace.context, { routine_id: routine.id });
    expect(list.data).toHaveLength(3);
    for (const run of list.data) expect(run).not.toHaveProperty("response_body");
  });
});

describe("success rules", () => {
  test("a response that meets them all is a success", async () => {
    const endpoint = await serveJson({ status: "up", queue: 3 }, 202, { "x-version": "7" });
    const run = await runOnce({
      endpoint_url: endpoint.url,
      success_rules: [
        { type: "status", accept: ["200-202"] },
        { type: "duration", max_ms: 30_000 },
        { type: "body", operator: "contains", value: "up" },
        { type: "body", operator: "not_contains", value: "error" },
        { type: "body", operator: "matches", value: '"queue":\\d+' },
        { type: "json", path: "$.status", operator: "equals", value: "up" },
        { type: "json", path: "/queue", operator: "less_than", value: 10 },
        { type: "json", path: "$.missing", operator: "not_exists" },
        { type: "header", name: "X-Version", value: "7" },
      ],
    });
    expect(run).toMatchObject({ status: "SUCCESS", error_code: null, broken_rules: [] });
  });

  test("every broken rule is named with what was found", async () => {
    const endpoint = await serveJson({ status: "down" });
    const run = await runOnce({
      endpoint_url: endpoint.url,
      success_rules: [
        { type: "json", path: "$.status", operator: "equals", value: "up" },
        { type: "body", operator: "contains", value: "down" },
        { type: "header", name: "X-Version", value: "7" },
        { type: "certificate", min_days: 14 },
      ],
    });
    expect(run).toMatchObject({ status: "FAIL", error_code: "ASSERTION", http_status: 200 });
    expect(run.broken_rules).toEqual([
      {
        rule: { type: "json", path: "$.status", operator: "equals", value: "up" },
        found: '"down"',
        fault: null,
      },
      {
        rule: { type: "header", name: "X-Version", operator: "equals", value: "7" },
        found: null,
        fault: "missing",
      },
      { rule: { type: "certificate", min_days: 14 }, found: null, fault: "no_certificate" },
    ]);
    expect(run.error_message).toContain("$.status");
    expect(run.error_message).toContain("X-Version");
    expect(run.response_body).toBe('{"status":"down"}');
  });

  test("a status that is not accepted is named beside the other broken rules", async () => {
    const endpoint = await serveJson({}, 200);
    const run = await runOnce({
      endpoint_url: endpoint.url,
      success_rules: [
        { type: "status", accept: ["204"] },
        { type: "json", path: "$.a", operator: "exists" },
      ],
    });
    expect(run).toMatchObject({ status: "FAIL", error_code: "HTTP_STATUS" });
    expect(run.broken_rules.map(({ rule }) => rule.type)).toEqual(["status", "json"]);
    expect(run.error_message).toContain("only 204 is a success");
    expect(run.error_message).toContain("$.a");
  });

  test("slower than it should be is a failure, or a success that is degraded, as the rule says", async () => {
    const endpoint = await serve((_, response) => {
      setTimeout(() => response.end("ok"), 60);
    });
    const rule = { type: "duration", max_ms: 20 };
    expect(await runOnce({ endpoint_url: endpoint.url, success_rules: [rule] })).toMatchObject({
      status: "FAIL",
      error_code: "ASSERTION",
      is_degraded: false,
    });
    expect(
      await runOnce({
        endpoint_url: endpoint.url,
        success_rules: [{ ...rule, otherwise: "DEGRADED" }],
      }),
    ).toMatchObject({
      status: "SUCCESS",
      is_degraded: true,
      error_code: null,
      error_message: null,
      response_body: "ok",
      broken_rules: [{ rule: { type: "duration", otherwise: "DEGRADED" }, fault: null }],
    });
  });

  test("a body beyond the kept 4 KB is looked into, and a compressed one too", async () => {
    const text = `${"x".repeat(100_000)}needle`;
    const plain = await serve((_, response) => response.end(text));
    const packed = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(text));
    });
    const success_rules = [{ type: "body", operator: "contains", value: "needle" }];
    for (const { url } of [plain, packed]) {
      expect(await runOnce({ endpoint_url: url, success_rules })).toMatchObject({
        status: "SUCCESS",
      });
    }
  });

  test("a number keeps all of its figures, from the request to the run's evidence", async () => {
    const endpoint = await serve((_, response) => response.end('{"id":9007199254740993}'));
    const rule = '{"type":"json","path":"$.id","operator":"equals","value":9007199254740992.5}';
    const posted = await readJson(
      new Request("http://localhost/api/routines", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: `{"name":"Ids","interval_minutes":10,"endpoint_url":"${endpoint.url}","success_rules":[${rule}]}`,
      }),
    );
    const routine = await createRoutine(workspace.context, posted);
    expect(await respondJson(routine).text()).toContain('"value":9007199254740992.5,');

    const [stored] = await database.db
      .select({ text: sql<string>`${routines.successRules}::text`, rules: routines.successRules })
      .from(routines)
      .where(eq(routines.id, routine.id));
    expect(stored?.text).toContain('"value": 9007199254740992.5');
    expect(stored?.rules).toEqual(routine.success_rules);

    const run = await runInDetail(routine.id);
    expect(run).toMatchObject({ status: "FAIL", error_code: "ASSERTION" });
    expect(run.error_message).toBe("$.id is 9007199254740993 and should equal 9007199254740992.5.");
    const { broken_rules: broken } = run;
    expect(broken).toEqual([
      { rule: routine.success_rules[0], found: "9007199254740993", fault: null },
    ]);
    expect(await respondJson(broken).text()).toContain('"value":9007199254740992.5,');

    await updateRoutine(workspace.context, routine.id, { name: "Still the same" });
    const value = toJsonNumber("9007199254740993");
    const success_rules = [{ type: "json", path: "$.id", operator: "equals", value }];
    const changed = await updateRoutine(workspace.context, routine.id, { success_rules });
    expect(await respondJson(changed).text()).toContain('"value":9007199254740993,');
    expect(await runInDetail(routine.id)).toMatchObject({ status: "SUCCESS" });
  });

  test("what no double holds is read from a row that somebody else wrote", async () => {
    const endpoint = await serve((_, response) => response.end("[0.30000000000000000001]"));
    const { id } = await create({ endpoint_url: endpoint.url });
    await database.db.execute(sql`
      update routines set success_rules =
        '[{"type":"json","path":"/0","operator":"equals","value":3.0000000000000000002e-1}]'
      where id = ${id}`);
    expect(await runInDetail(id)).toMatchObject({
      status: "FAIL",
      error_message: "/0 is 0.30000000000000000001 and should equal 0.30000000000000000002.",
    });
  });

  test("a value of a list that breaks a rule is named by its place", async () => {
    const endpoint = await serveJson({ items: [{ ok: true }, { ok: "no" }] });
    const run = await runOnce({
      endpoint_url: endpoint.url,
      success_rules: [
        { type: "json", path: "$.items[*].ok", operator: "equals", value: true },
        { type: "header", name: "content-type", operator: "matches", value: "^application/json$" },
      ],
    });
    expect(run.broken_rules).toMatchObject([{ found: '"no"', fault: null, at: "$.items[1].ok" }]);
  });

  test("a gzip bomb is a broken rule and no more", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const endpoint = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    const run = await runOnce({
      endpoint_url: endpoint.url,
      success_rules: [{ type: "body", operator: "not_contains", value: "x" }],
    });
    expect(run).toMatchObject({ status: "FAIL", error_code: "ASSERTION" });
    expect(run.broken_rules).toMatchObject([{ fault: "too_large" }]);
    expect(run.response_body).toHaveLength(4_096);
  });

  test("a rule that cannot be read is named together with everything else", async () => {
    const saving = create({
      endpoint_url: "http://10.0.0.1/",
      timeout_seconds: 0,
      success_rules: [{ type: "body", operator: "matches", value: "(" }],
    });
    expect((await problemsOf(saving)).map(({ path }) => path).toSorted()).toEqual([
      "endpoint_url",
      "success_rules.0.value",
      "timeout_seconds",
    ]);
  });

  test.each([
    [
      { type: "body", operator: "matches", value: "(" },
      "success_rules.0.value",
      "rule_pattern_invalid",
    ],
    [
      { type: "body", operator: "matches", value: "(a)\\1" },
      "success_rules.0.value",
      "rule_pattern_invalid",
    ],
    [
      { type: "header", name: "A", operator: "matches", value: "(?=Oper)" },
      "success_rules.0.value",
      "rule_pattern_invalid",
    ],
    [
      { type: "json", path: "status", operator: "exists" },
      "success_rules.0.path",
      "rule_path_invalid",
    ],
    [
      { type: "json", path: "$..a", operator: "exists" },
      "success_rules.0.path",
      "rule_path_invalid",
    ],
    [
      { type: "json", path: "$.a", operator: "equals" },
      "success_rules.0.value",
      "rule_value_required",
    ],
    [
      { type: "json", path: "$.a", operator: "less_than", value: "3" },
      "success_rules.0.value",
      "rule_number_required",
    ],
    [
      { type: "status", accept: ["2xx", "600x"] },
      "success_rules.0.accept.1",
      "rule_status_invalid",
    ],
    [{ type: "nonsense" }, "success_rules.0.type", "rule_type_unknown"],
  ])("%j is refused when it is saved", async (rule, path, code) => {
    const saving = create({ endpoint_url: "http://127.0.0.1:8080/", success_rules: [rule] });
    expect(await problemsOf(saving)).toMatchObject([{ path, code }]);
  });
});

describe("secrets", () => {
  const VALUE = "s3cr3t/+value&é".replace("é", "e");
  const HOOK = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
  const FORMER_HOOK = `whsec_${Buffer.alloc(24, 2).toString("base64")}`;

  /** What came in, in the forms in which an endpoint might give it back. */
  const echo: RequestListener = (request, response) => {
    const sent = request.headers.authorization ?? "";
    const value = sent.replace("Bearer ", "");
    response.writeHead(500, { "x-request-id": value, "content-type": "text/plain" });
    response.end(
      [
        sent,
        JSON.stringify({ sent }),
        encodeURIComponent(value),
        Buffer.from(value).toString("base64"),
        Buffer.from(`user:${value}`).toString("base64"),
      ].join("\n"),
    );
  };

  function useSecrets(endpoint: Endpoint, more: Record<string, string> = {}) {
    workspace.context.secrets = loadSecrets(
      {
        ROUTINE_SECRET_PAYMENTS: `${VALUE}\n`,
        ROUTINE_SECRET_PAYMENTS__ORIGINS: endpoint.url,
        ROUTINE_SECRET_PAYMENTS__WORKSPACES: workspace.context.workspaceId,
        ROUTINE_SECRET_HOOK: HOOK,
        ROUTINE_SECRET_HOOK__PREVIOUS: FORMER_HOOK,
        ROUTINE_SECRET_HOOK__ORIGINS: endpoint.url,
        ROUTINE_SECRET_HOOK__WORKSPACES: workspace.context.workspaceId,
        ...more,
      },
      { allow: workspace.context.egress.allow, isSignUpOpen: true },
    );
  }

  const withSecret = (endpoint: Endpoint) => ({
    endpoint_url: `${endpoint.url}/pay`,
    auth_mode: "SECRET_REF",
    secret_ref: "PAYMENTS",
  });

  test("a secret is sent in its header, and nothing that is stored or answered holds it", async () => {
    const received: (string | undefined)[] = [];
    const endpoint = await serve((request, response) => {
      received.push(request.headers.authorization);
      echo(request, response);
    });
    useSecrets(endpoint);
    const run = await runOnce({
      ...withSecret(endpoint),
      success_rules: [{ type: "header", name: "x-request-id", value: "other" }],
    });
    expect(received).toEqual([`Bearer ${VALUE}`]);
    expect(run).toMatchObject({ status: "FAIL", response_headers: { "x-request-id": "[secret]" } });
    expect(run.response_body?.split("\n").slice(0, 4)).toEqual([
      "Bearer [secret]",
      '{"sent":"Bearer [secret]"}',
      "[secret]",
      "[secret]",
    ]);
    expect(run.broken_rules).toMatchObject([{ found: "[secret]" }]);
    const [dump] = await database.db.execute<{ text: string }>(
      sql`select (select string_agg(r::text, '') from routine_runs as r)
        || (select string_agg(r::text, '') from routines as r) as text`,
    );
    for (const form of [
      VALUE,
      encodeURIComponent(VALUE),
      Buffer.from(VALUE).toString("base64"),
      Buffer.from(`user:${VALUE}`).toString("base64"),
    ]) {
      expect(dump?.text).not.toContain(form);
      expect(JSON.stringify(run)).not.toContain(form);
    }
  });

  test("the names and origins of its own secrets are all that a workspace learns of them", async () => {
    const endpoint = await serve(echo);
    useSecrets(endpoint, {
      ROUTINE_SECRET_OTHERS: "another-value",
      ROUTINE_SECRET_OTHERS__ORIGINS: endpoint.url,
      ROUTINE_SECRET_OTHERS__WORKSPACES: crypto.randomUUID(),
    });
    expect(await listSecrets(workspace.context)).toEqual([
      { name: "HOOK", purpose: "signing", origins: [endpoint.url] },
      { name: "PAYMENTS", purpose: "credential", origins: [endpoint.url] },
    ]);
  });

  test.each(["OTHERS", "UNKNOWN", "HOOK", "payments", "PATH", "__proto__", "PAYMENTS__ORIGINS"])(
    "%s cannot be named, and is answered like a secret that does not exist",
    async (name) => {
      const endpoint = await serve(echo);
      useSecrets(endpoint, {
        ROUTINE_SECRET_OTHERS: "another-value",
        ROUTINE_SECRET_OTHERS__ORIGINS: endpoint.url,
        ROUTINE_SECRET_OTHERS__WORKSPACES: crypto.randomUUID(),
      });
      expect(await problemsOf(create({ ...withSecret(endpoint), secret_ref: name }))).toMatchObject(
        [{ path: "secret_ref", code: "secret_unknown" }],
      );
    },
  );

  test("a secret is refused for another origin, at save and again when the URL changes", async () => {
    const endpoint = await serve(echo);
    const elsewhere = await serve(echo);
    useSecrets(endpoint);
    const wrongOrigin = [{ path: "secret_ref", code: "secret_wrong_origin" }];
    expect(await problemsOf(create(withSecret(elsewhere)))).toMatchObject(wrongOrigin);
    const { id } = await create(withSecret(endpoint));
    const change = updateRoutine(workspace.context, id, { endpoint_url: elsewhere.url });
    expect(await problemsOf(change)).toMatchObject(wrongOrigin);
  });

  test("a routine whose secret was withdrawn can still be paused, renamed and given another one", async () => {
    const endpoint = await serve(echo);
    useSecrets(endpoint);
    const { id } = await create(withSecret(endpoint));
    workspace.context.secrets = loadSecrets(
      {},
      { allow: workspace.context.egress.allow, isSignUpOpen: true },
    );
    const change = (input: Record<string, unknown>) => updateRoutine(workspace.context, id, input);
    expect(await change({ is_active: false, name: "Paused" })).toMatchObject({ is_active: false });
    expect(await problemsOf(change({ secret_ref: "HOOK" }))).toMatchObject([
      { path: "secret_ref", code: "secret_unknown" },
    ]);
    expect(await change({ auth_mode: "NONE" })).toMatchObject({ secret_ref: null });
  });

  test("a routine whose target was forbidden since can still be paused, and not moved to another such", async () => {
    const endpoint = await serve(echo);
    const { id } = await create({ endpoint_url: endpoint.url });
    workspace.context.egress.allow = parseAllowList("");
    const change = (input: Record<string, unknown>) => updateRoutine(workspace.context, id, input);
    expect(await change({ is_active: false })).toMatchObject({ is_active: false });
    expect(await problemsOf(change({ endpoint_url: "http://127.0.0.1:9000/" }))).toMatchObject([
      { path: "endpoint_url", code: "target_refused" },
    ]);
  });

  test("a secret and redirects exclude each other", async () => {
    const endpoint = await serve(echo);
    useSecrets(endpoint);
    const saving = create({ ...withSecret(endpoint), follow_redirects: true });
    expect(await problemsOf(saving)).toMatchObject([
      { path: "follow_redirects", code: "redirects_with_secret" },
    ]);
  });

  test("a routine whose secret went missing fails, sends nothing, and keeps its schedule", async () => {
    let received = 0;
    const endpoint = await serve((_, response) => {
      received += 1;
      response.end();
    });
    useSecrets(endpoint);
    const routine = await workspace.createDueRoutine(`${endpoint.url}/pay`, 0, {
      auth_mode: "SECRET_REF",
      secret_ref: "PAYMENTS",
    });
    workspace.context.secrets = loadSecrets(
      {},
      { allow: workspace.context.egress.allow, isSignUpOpen: true },
    );
    await runDueRoutines(workspace.context);
    const [run] = await workspace.readRuns(routine.id);
    expect(run).toMatchObject({
      status: "FAIL",
      errorCode: "SECRET_UNAVAILABLE",
      willRetry: false,
    });
    expect(received).toBe(0);
    const after = await workspace.readRoutine(routine.id);
    expect(after.isActive).toBe(true);
    expect(after.nextRunAt.getTime() - routine.nextRunAt.getTime()).toBe(600_000);
  });

  test("a secret is not sent where its row was changed past the rules", async () => {
    let received = 0;
    const endpoint = await serve(echo);
    const elsewhere = await serve((_, response) => {
      received += 1;
      response.end();
    });
    useSecrets(endpoint);
    const { id } = await create(withSecret(endpoint));
    await database.db
      .update(routines)
      .set({ endpointUrl: elsewhere.url })
      .where(eq(routines.id, id));
    expect(await runInDetail(id)).toMatchObject({
      status: "FAIL",
      error_code: "SECRET_UNAVAILABLE",
    });
    expect(received).toBe(0);
  });

  test("a webhook is signed with its body, by the present key and the former one", async () => {
    type Signed = { headers: Record<string, unknown>; body: string };
    const received: Signed[] = [];
    const endpoint = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
        response.end();
      });
    });
    useSecrets(endpoint);
    const run = await runOnce({
      kind: "WEBHOOK",
      http_method: "POST",
      body: '{"é":1}',
      endpoint_url: endpoint.url,
      signing_secret_ref: "HOOK",
    });
    expect(run.status).toBe("SUCCESS");
    const [signed] = received;
    expect(signed?.body).toBe('{"é":1}');
    expect(signed?.headers["webhook-id"]).toBe(run.id);
    const timestamp = String(signed?.headers["webhook-timestamp"]);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
    const signatures = String(signed?.headers["webhook-signature"]).split(" ");
    expect(signatures).toEqual(
      [1, 2].map((fill) => {
        const hmac = createHmac("sha256", Buffer.alloc(24, fill));
        return `v1,${hmac.update(`${run.id}.${timestamp}.{"é":1}`).digest("base64")}`;
      }),
    );
    expect(signed?.headers.authorization).toBeUndefined();
  });

  test("only a webhook is signed", async () => {
    const endpoint = await serve(echo);
    useSecrets(endpoint);
    const saving = create({ endpoint_url: endpoint.url, signing_secret_ref: "HOOK" });
    expect(await problemsOf(saving)).toMatchObject([
      { path: "signing_secret_ref", code: "signing_without_webhook" },
    ]);
  });
});

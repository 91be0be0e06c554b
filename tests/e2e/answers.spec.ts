import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import {
  addMember,
  appUrl,
  createRoutine,
  runRoutine,
  signUpByApi,
  type Account,
} from "@/tests/e2e/support/app";
import { hostileJson, hostileRequests, hostileTexts } from "@/tests/e2e/support/hostile-requests";
import {
  sendBytes,
  sendRaw,
  type RawRequest,
  type RawResponse,
} from "@/tests/e2e/support/raw-request";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const ROUTE_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const OTHER_METHODS = ["LOCK", "PROPFIND", "QUERY", "TRACE"];

/** Answers without a caller, by what they are for. */
const PUBLIC_PATHS = /^\/api\/(?:health(?:\/.*)?|ping\/.*|openapi\.json|schema\/.*|docs)$/;

/** Changes that are nobody's but the caller's own, so that a viewer may ask for them too. */
const FOR_EVERY_MEMBER = ["POST /api/workspaces", "POST /api/plan", "POST /api/ping"];

/** The paths of the API, from its files, with ids in their places. */
function apiPaths(ids: Readonly<Record<string, string>>): string[] {
  return (
    globSync("app/api/**/route.ts")
      // Agents get the messages of their own protocol: their spec looks at those.
      .filter((file) => !file.includes("[[") && file !== "app/api/mcp/route.ts")
      .map((file) =>
        `/${path.dirname(file)}`
          .replace(/^\/app/, "")
          .replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => ids[name] ?? crypto.randomUUID()),
      )
      .sort()
  );
}

const request = (method: string, target: string, token?: string): RawRequest => ({
  method,
  target,
  headers: [
    ...(token === undefined ? [] : [["Authorization", `Bearer ${token}`] as const]),
    ["Content-Type", "application/json"] as const,
  ],
  body: method === "GET" || method === "HEAD" ? "" : "{}",
});

/** What every answer keeps, whatever was asked. */
function expectOurs(label: string, { status, headers, body }: RawResponse, isApi: boolean) {
  expect(status, `${label}: no answer`).toBeGreaterThan(0);
  expect(status, `${label}: ${body.slice(0, 200)}`).toBeLessThan(500);
  if (status === 405) expect(headers.allow, label).toMatch(/^[A-Z]+(?:, [A-Z]+)*$/);
  if (status < 400) return;
  const type = headers["content-type"] ?? "nothing";
  const isProblem = type === "application/problem+json";
  if (isApi) expect(type, label).toBe("application/problem+json");
  else {
    expect(isProblem || /^text\/(?:html|x-component)/.test(type), `${label}: ${type}`).toBe(true);
  }
  if (isProblem && body !== "") {
    const problem = JSON.parse(body) as Record<string, unknown>;
    expect(Object.keys(problem).sort(), label).toEqual(
      ["code", "detail", "errors", "request_id", "status", "title", "type"].sort(),
    );
    expect(problem, label).toMatchObject({ status, request_id: headers["x-request-id"] });
  }
}

async function inTurn<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<void>,
) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

const logPath = () => path.join(process.env.OPSPULSE_E2E_DIR ?? "", "output.log");

/** Runs `work`, and returns what the app has logged meanwhile that looks like a failure of its own. */
async function failuresLoggedDuring(work: () => Promise<void>): Promise<string[]> {
  const before = (await readFile(logPath(), "utf8")).length;
  await work();
  const log = (await readFile(logPath(), "utf8")).slice(before);
  return log.split("\n").filter((line) => /^\s+at |"level":[56]0|⨯|^\w*Error:/.test(line));
}

async function ownedRoutine(account: Account, url: string) {
  const { id } = await createRoutine(account, { name: "Owned", endpoint_url: `${url}/ok` });
  const { id: runId } = await runRoutine(account, id);
  return { id, runId };
}

test("every endpoint answers every method for every caller", async ({ account, receiver }) => {
  test.setTimeout(180_000);
  const [viewer, stranger] = await Promise.all([signUpByApi(), signUpByApi()]);
  await addMember(account, viewer, "VIEWER");
  const { workspace_id: workspaceId } = await createRoutine(account, {
    name: "First",
    endpoint_url: `${receiver.url}/ok`,
  });
  const callers: Record<string, string | undefined> = {
    nobody: undefined,
    malformed: "a.b.c",
    stranger: stranger.token,
    viewer: viewer.token,
    owner: account.token,
  };
  const ids = await ownedRoutine(account, receiver.url);
  const templates = apiPaths({ id: "{id}", runId: "{runId}" });
  expect(templates.length).toBeGreaterThan(7);

  const send = async (caller: string, method: string, target: string) => {
    const raw = request(method, target, callers[caller]);
    const inWorkspace = [...raw.headers, ["OpsPulse-Workspace", workspaceId] as const];
    return sendRaw(caller === "viewer" ? { ...raw, headers: inWorkspace } : raw);
  };
  await inTurn(templates, 4, async (template) => {
    const fill = ({ id, runId }: typeof ids) => {
      const named = template.startsWith("/api/workspaces/")
        ? workspaceId
        : template.startsWith("/api/runs/")
          ? runId
          : id;
      return template.replace("{id}", named).replace("{runId}", runId);
    };
    const { headers } = await send("nobody", "OPTIONS", fill(ids));
    const allowed = (headers.allow ?? "").split(", ");
    for (const caller of Object.keys(callers)) {
      for (const method of [...ROUTE_METHODS, ...OTHER_METHODS]) {
        // What is deleted, or run, is this call's own.
        const isSpent = method === "DELETE" && caller === "owner";
        const target = fill(isSpent ? await ownedRoutine(account, receiver.url) : ids);
        const label = `${caller} ${method} ${template}`;
        const response = await send(caller, method, target);
        expectOurs(label, response, true);
        if (!allowed.includes(method)) {
          expect(response, label).toMatchObject({ status: 405, headers: { allow: headers.allow } });
          continue;
        }
        if (method === "OPTIONS" || PUBLIC_PATHS.test(target)) continue;
        const isRead = method === "GET" || method === "HEAD";
        if (target.startsWith("/api/cron/") || caller === "nobody" || caller === "malformed") {
          expect(response.status, label).toBe(401);
        } else if (caller === "stranger" && template.includes("{id}")) {
          expect(response.status, label).toBe(404);
        } else if (
          caller === "viewer" &&
          !isRead &&
          !FOR_EVERY_MEMBER.includes(`${method} ${template}`)
        ) {
          expect(response.status, label).toBe(403);
        }
      }
    }
  });
});

test("what the router can't read is answered by the app", async () => {
  const answers: [target: string, status: number][] = [
    ["/%E0%A4%A", 404],
    ["/routines/%ff", 404],
    ["/_global-error", 404],
    ["/api", 404],
    ["/api/routines/%", 400],
    ["/api/%ff/x", 400],
    ["*", 400],
    ["nothing", 400],
    [`/api/${"a".repeat(17_000)}`, 431],
  ];
  for (const [target, status] of answers) {
    const response = await sendRaw({ method: "GET", target, headers: [], body: "" });
    expectOurs(target, response, target.startsWith("/api"));
    expect(response.status, target).toBe(status);
  }
  const bytes = {
    "no host": ["GET /api/routines HTTP/1.1\r\n\r\n", 400],
    "no HTTP": ["hello\r\n\r\n", 400],
    "a lower-case method": [`get / HTTP/1.1\r\nHost: ${new URL(appUrl()).host}\r\n\r\n`, 400],
    "a bad length": ["POST /api/routines HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400],
    "a bad chunk": [
      `POST /api/routines HTTP/1.1\r\nHost: ${new URL(appUrl()).host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      400,
    ],
  } as const;
  for (const [label, [text, status]] of Object.entries(bytes)) {
    const response = await sendBytes(Buffer.from(text));
    expectOurs(label, response, true);
    expect(response.status, label).toBe(status);
  }
});

test("2,000 requests that no client sends are all answered, and none is logged as a failure", async ({
  account,
  receiver,
}) => {
  const ids = await ownedRoutine(account, receiver.url);
  const pages = [
    "/",
    "/sign-in",
    "/sign-up",
    "/routines",
    "/runs",
    `/routines/${ids.id}`,
    "/settings",
  ];
  const paths = [...apiPaths(ids), ...apiPaths(ids), ...pages, "/api", "/robots.txt"];
  const requests = fc.sample(hostileRequests(paths, [account.token]), { seed: 14, numRuns: 2_000 });
  const failures = await failuresLoggedDuring(() =>
    inTurn(requests, 12, async (raw) => {
      const response = await sendRaw(raw);
      const label = `${raw.method} ${raw.target.slice(0, 120)} ${JSON.stringify(raw.headers).slice(0, 300)} ${raw.body.slice(0, 80)}`;
      expectOurs(label, response, /^\/api(?:[/?]|$)/.test(raw.target) && response.status !== 308);
    }),
  );
  expect(failures).toEqual([]);
});

type Action = { id: string; name: string; page: string };

/** The server actions of the build, each with a page that has it. */
async function readActions(): Promise<Action[]> {
  const text = await readFile(".next/server/server-reference-manifest.json", "utf8");
  const { node } = JSON.parse(text) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  return Object.entries(node).map(([id, { exportedName: name, workers }]) => {
    const [worker = "app/page"] = Object.keys(workers);
    const page = worker
      .replace(/^app|\/page$/g, "")
      .replace(/\/\([^)]*\)/g, "")
      .replace(/\[\w+\]/g, crypto.randomUUID());
    return { id, name, page: page === "" ? "/" : page };
  });
}

const multipart = (fields: Readonly<Record<string, string>>) =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join("")}--x--\r\n`;

const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

/** Bodies of calls: arguments of the wrong type, in the wrong number, and what isn't a call at all. */
function hostileCalls(seed: number, count: number): { type: string; body: string }[] {
  const text = fc.constantFrom(...hostileTexts).map((value) => value.toWellFormed());
  const values = fc.oneof(
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1e300,
      [],
      {},
      [[]],
      "$undefined",
      "$K1",
      "$F1",
      "$Q1",
      "$n1",
      "$D",
      "$Infinity",
      "$9",
      "$@0",
      "$T",
    ),
    text.map((value) => (value.startsWith("$") ? `$${value}` : value)),
    text.map((value) => ({ name: value, ids: [value], filter: { q: value } })),
  );
  const json = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(values, { maxLength: 4 }).map((parts) => JSON.stringify(parts)),
    },
    { weight: 1, arbitrary: hostileJson },
  );
  const forms = fc.oneof(
    json.map((row) => multipart({ "0": row })),
    fc.tuple(text, text).map(([name, role]) =>
      multipart({
        "1_name": name,
        "1_email": name,
        "1_role": role,
        "1_timezone": role,
        "0": '["$undefined","$K1"]',
      }),
    ),
    fc.constantFrom(
      "",
      "--x",
      "--x--",
      "x".repeat(2_000),
      multipart({}),
      multipart({ "0": `"${"x".repeat(1_500_000)}"` }),
    ),
  );
  const calls = fc.oneof(
    json.map((body) => ({ type: "text/plain;charset=UTF-8", body })),
    forms.map((body) => ({ type: "multipart/form-data; boundary=x", body })),
  );
  return fc.sample(calls, { seed, numRuns: count });
}

test("400 calls of actions with any arguments fail in a result or with a 4xx", async ({
  page,
  account,
}) => {
  await signIn(page, account);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const actions = (await readActions()).filter(({ name }) => name !== "signOut");
  expect(actions.length).toBeGreaterThan(20);
  const each = Math.ceil(390 / actions.length);
  const calls = actions.flatMap((action, index) =>
    hostileCalls(index, each).map((call) => ({ ...action, ...call })),
  );
  const forged = ["", "x", "0".repeat(42), "f".repeat(42), "__proto__", "toString"].map((id) => ({
    id,
    name: "forged",
    page: "/sign-in",
    type: "text/plain;charset=UTF-8",
    body: "[]",
  }));
  const withoutScript = [
    multipart({ [`$ACTION_ID_${"0".repeat(42)}`]: "" }),
    multipart({ $ACTION_REF_1: "", "$ACTION_1:0": "{" }),
    "--x",
    "",
  ].map((body) => ({
    id: null,
    name: "form",
    page: "/sign-in",
    type: "multipart/form-data; boundary=x",
    body,
  }));
  const all = [...calls, ...forged, ...withoutScript];
  expect(all.length).toBeGreaterThanOrEqual(400);

  const failures = await failuresLoggedDuring(() =>
    inTurn(all, 6, async ({ id, name, page: target, type, body }) => {
      const response = await sendRaw({
        method: "POST",
        target,
        headers: [
          ["Cookie", cookie],
          ["Origin", new URL(appUrl()).origin],
          ["Sec-Fetch-Site", "same-origin"],
          ["Accept", "text/x-component"],
          ["Content-Type", type],
          ...(id === null ? [] : [["Next-Action", id] as const]),
        ],
        body: latin1(body),
      });
      expectOurs(`${name} at ${target}: ${body.slice(0, 200)}`, response, false);
    }),
  );
  expect(failures).toEqual([]);
});

import type { Json } from "@/scripts/api/breaking-changes";
import { allScopes, knownIds, prepareStage, type Stage } from "@/tests/e2e/support/api-stage";
import {
  appUrl,
  callApi,
  queryStack,
  readStackEnv,
  signUpByApi,
  type Account,
} from "@/tests/e2e/support/app";
import { holdsCanary } from "@/tests/e2e/support/canary";
import { metricsToken } from "@/tests/e2e/support/start-app";
import { expect, test } from "@/tests/e2e/support/test";
import {
  ApiDocument,
  refusedBodies,
  refusedQueries,
  type DescribedOperation,
} from "@/tests/support/api/document-checks";

/** Another seed makes other bodies: `CONTRACT_SEED=7 npx playwright test tests/e2e/contract.spec.ts`. */
const seed = Number(process.env.CONTRACT_SEED ?? 20_260);

/** Bodies of each operation that it must refuse. */
const BODIES = 55;

/** Requests at once. */
const WIDTH = 8;

type Ids = Readonly<Record<string, string>>;

type Call = {
  operation: DescribedOperation;
  path: string;
  token: string | null;
  body?: string | undefined;
  headers?: Record<string, string>;
};

type Answer = { status: number; headers: Headers; text: string };

async function send({ operation, path, token, body, headers }: Call): Promise<Answer> {
  const response = await fetch(new URL(path, appUrl()), {
    method: operation.method.toUpperCase(),
    redirect: "manual",
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  if (holdsCanary(text)) throw new Error(`${operation.id} responds with a planted secret.`);
  return { status: response.status, headers: response.headers, text };
}

async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
}

const fill = (path: string, ids: Ids) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? crypto.randomUUID());

const nameOf = ({ method, path }: DescribedOperation) => `${method.toUpperCase()} ${path}`;

/** The workspaces of an account, row by row, without what changes by being read. */
async function readRows({ email }: Account): Promise<Record<string, string>> {
  return queryStack(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'workspace_id'
      order by table_name`;
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await sql<{ digest: string }[]>`
        select count(*) || ' ' || md5(coalesce(string_agg(one, '' order by one), '')) as digest
        from (
          select (to_jsonb(t) - 'last_used_at')::text as one from public.${sql(name)} as t
          where t.workspace_id in (
            select w.id from public.workspaces as w
            join auth.users as u on u.id = w.owner_id where u.email = ${email}
          )
        ) as rows`;
      digests[name] = row?.digest ?? "";
    }
    return digests;
  });
}

/** Operations that can't succeed with the example of their body, and what they respond with. */
const refusedHere: Readonly<Record<string, number>> = {
  // The member of the example isn't one.
  transferWorkspace: 404,
  // There is nothing to replay.
  replayRoutines: 422,
  replayRoutine: 422,
  // The instance has no model.
  previewRunExplanation: 409,
  explainRun: 409,
};

/** Bodies that are sent instead of the example. */
const otherBodies: Readonly<Record<string, unknown>> = {
  updateWorkspace: { name: "Renamed" },
};

/** Last, because others need what they take away. */
const lastOnes = ["resolveIncident", "removeMember", "deleteTag"];

test("every operation does and refuses what the description of the API says", async ({
  account,
  receiver,
}) => {
  test.setTimeout(240_000);
  const response = await callApi("GET", "/api/openapi.json");
  const document = (await response.json()) as Json;
  const api = new ApiDocument(document);
  const stage = await prepareStage(account, receiver.url);
  const { CRON_SECRET = "" } = await readStackEnv();
  const stranger = await signUpByApi();
  const problems: string[] = [];
  let requests = 0;

  const check = async (call: Call, expected: (status: number) => boolean, label: string) => {
    requests += 1;
    const answer = await send(call);
    const found = api.judge(call.operation, answer);
    if (!expected(answer.status)) found.push(`${call.operation.id}: got ${answer.status}`);
    if (answer.status >= 400 && answer.text !== "" && found.length === 0) {
      const { type, code, request_id } = JSON.parse(answer.text) as Record<string, string>;
      const page = `${appUrl()}/docs/reference/problems#${String(code).toLowerCase().replaceAll("_", "-")}`;
      if (type !== page && !call.path.startsWith("/api/health")) {
        found.push(`${call.operation.id}: the type is ${String(type)}`);
      }
      if (type === page && request_id !== answer.headers.get("x-request-id")) {
        found.push(`${call.operation.id}: another request id`);
      }
    }
    const shown = `${label}, ${nameOf(call.operation)} ${(call.body ?? call.path).slice(0, 200)}`;
    problems.push(...found.map((line) => `${line} (${shown})`));
    return answer;
  };

  const credentialOf = ({ id, scope, isSignedIn, path }: DescribedOperation) => {
    if (path === "/api/metrics") return metricsToken;
    if (path === "/api/cron/tick") return CRON_SECRET;
    if (!isSignedIn) return null;
    return scope === null || id === "changeMember" ? account.token : (stage.keys.all ?? "");
  };

  const valid = async (operation: DescribedOperation) => {
    const { id, body } = operation;
    const given = otherBodies[id] ?? body?.example;
    const made = await stage.fresh[id]?.();
    const ids = knownIds(operation.path, stage);
    const filled = fill(operation.path, made === undefined ? ids : { ...ids, id: made, key: made });
    const path = filled + queryOf(operation);
    // What the examples call is called here, and fails: the incident goes on.
    const target = `${receiver.url}/status/503?as=`;
    const sent = jsonOf(given)?.replaceAll("https://example.com", target);
    await check(
      { operation, path, token: credentialOf(operation), body: sent },
      (status) => status === (refusedHere[id] ?? status) && (id in refusedHere || status < 400),
      "as described",
    );
  };

  // The rows of the workspace stay as they are, whatever is refused.
  const before = await readRows(account);
  const refused = api.operations.flatMap((operation): Promise<Refusal[]>[] => [
    refusalsOf(operation, { api, document, stage, strangerToken: stranger.token, credentialOf }),
  ]);
  const calls = (await Promise.all(refused)).flat();
  await inTurn(calls, async ({ label, statuses, ...call }) => {
    await check(call, (status) => statuses.includes(status), label);
  });
  const after = await readRows(account);
  const touched = Object.keys(before).filter((table) => after[table] !== before[table]);
  problems.push(...touched.map((table) => `refused requests changed rows of ${table}`));

  const order = (operation: DescribedOperation) => lastOnes.indexOf(operation.id);
  for (const operation of api.operations.toSorted((a, b) => order(a) - order(b))) {
    await valid(operation).catch((error: unknown) => problems.push(String(error)));
  }
  await inTurn(
    api.operations.filter(({ parameters, method }) => method === "get" && parameters.length > 0),
    async (operation) => {
      const path = fill(operation.path, knownIds(operation.path, stage));
      const query = queryOf(operation);
      for (const extra of takenQueries(operation)) {
        const search = query === "" ? `?${extra}` : `${query}&${extra}`;
        const call = { operation, path: path + search, token: credentialOf(operation) };
        await check(call, (status) => status < 400, "a query as described");
      }
    },
  );

  console.log(`${requests} requests for ${api.operations.length} operations, seed ${seed}`);
  expect([...new Set(problems)], `seed ${seed}`).toEqual([]);
  expect(requests).toBeGreaterThanOrEqual(2_000);
});

const jsonOf = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));

/** The parameters without which an operation is refused, as the document has them. */
function queryOf({ parameters }: DescribedOperation): string {
  const given = parameters
    .filter(({ in: place, example }) => place === "query" && example !== undefined)
    .map(({ name, example }): [string, string] => [name, String(example)]);
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

/** Each value of a list of names, and the ends of each range, one at a time. */
function takenQueries({ parameters }: DescribedOperation): string[] {
  return parameters
    .filter((parameter) => parameter.in === "query" && parameter.example === undefined)
    .flatMap(({ name, schema }) => {
      const {
        enum: names,
        minimum,
        maximum,
      } = schema as {
        enum?: string[];
        minimum?: number;
        maximum?: number;
      };
      const values = names ?? [minimum, maximum].filter((bound) => bound !== undefined);
      return values.map((value) => new URLSearchParams({ [name]: String(value) }).toString());
    });
}

/** They take a whole file, and say where it can't be read. */
const takesFiles = ["planCode", "applyCode", "previewImport", "importRoutines"];

/** What they can't read of a query, they ignore. */
const ignoresQuery = ["getPulseColumns"];

/** A request that changes something reads no more of its query than `dry_run`. */
function queriesToRefuse(api: ApiDocument, operation: DescribedOperation): readonly string[] {
  if (ignoresQuery.includes(operation.id)) return [];
  if (operation.method === "get") return refusedQueries(api, operation);
  const isTried = operation.parameters.some(({ name }) => name === "dry_run");
  return isTried ? ["dry_run=maybe", "dry_run="] : [];
}

type Refusal = Call & { label: string; statuses: readonly number[] };

const brokenBodies = ["{", "", "nul", '{"a":1', "[".repeat(20_000)];

/** Requests that an operation must refuse, whatever they would do. */
async function refusalsOf(
  operation: DescribedOperation,
  {
    api,
    document,
    stage,
    strangerToken,
    credentialOf,
  }: {
    api: ApiDocument;
    document: Json;
    stage: Stage;
    strangerToken: string;
    credentialOf: (operation: DescribedOperation) => string | null;
  },
): Promise<Refusal[]> {
  const { path, body, scope, isSignedIn } = operation;
  const token = credentialOf(operation);
  const there = fill(path, knownIds(path, stage));
  const call = { operation, path: there, token, body: jsonOf(body?.example) };
  const refusals: Refusal[] = [];
  const add = (label: string, statuses: readonly number[], change: Partial<Call>) =>
    refusals.push({ ...call, ...change, label, statuses });

  if (token !== null) {
    add("no credentials", [401], { token: null });
    add("a wrong token", [401], { token: "nonsense" });
    add("a wrong key", [401], { token: `opk_${"0".repeat(46)}` });
    add("other credentials", [401], {
      token: null,
      headers: { authorization: "Digest username=x" },
    });
  }
  if (isSignedIn) {
    // There the path names the workspace.
    if (!path.startsWith("/api/workspaces/{id}")) {
      add("another workspace", [404], { headers: { "OpsPulse-Workspace": crypto.randomUUID() } });
    }
    for (const other of allScopes) {
      if (other === scope || scope === "any") continue;
      add(`a key with ${other} alone`, [403], { token: stage.keys[other] ?? "" });
    }
  }
  // A routine that is found by its key is one of the caller's own workspace.
  if (/\{(?:id|runId|userId|minute)\}/.test(path) && isSignedIn) {
    add("a stranger", scope === null ? [403, 404] : [404, 422], { token: strangerToken });
    for (const id of [crypto.randomUUID(), "nonsense", "%00", "0", "é".repeat(50)]) {
      add(`no such id ${id}`, [400, 404, 422], {
        path: fill(path, { id, runId: id, userId: id, minute: id }),
      });
    }
  }
  for (const query of queriesToRefuse(api, operation)) {
    add("a query", [404, 422], { path: `${there}?${query}` });
  }
  if (body !== null) {
    // What may be in a file depends on the workspace, beyond what its schema says.
    const count = ["planCode", "applyCode"].includes(operation.id) ? 0 : BODIES;
    for (const text of refusedBodies(api, document, { operation, count, seed })) {
      add("a body", [404, 409, 422], { body: text });
    }
    for (const text of brokenBodies.filter((broken) => broken !== "" || body.isRequired)) {
      add("a broken body", takesFiles.includes(operation.id) ? [400, 422] : [400], { body: text });
    }
    add("another type", [415], { headers: { "content-type": "text/plain" } });
    if (!takesFiles.includes(operation.id)) {
      add("too large a body", [413], { body: JSON.stringify("x".repeat(300_000)) });
    }
  }
  return refusals;
}

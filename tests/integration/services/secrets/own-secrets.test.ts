import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { routines } from "@/db/schema";
import { DomainError } from "@/lib/domain/errors";
import type { SecretDto } from "@/lib/domain/workspace/secret";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import { log } from "@/lib/log";
import { SealingKeys } from "@/lib/sealing/sealing-keys";
import type { ServiceContext } from "@/lib/services/context";
import { testRequest } from "@/lib/services/requests/test-request";
import { listSecrets } from "@/lib/services/routines/list-secrets";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getRun } from "@/lib/services/runs/get-run";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { deleteSecret } from "@/lib/services/secrets/delete-secret";
import { listSecretsWithUses } from "@/lib/services/secrets/list-own-secrets";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { problemCodesOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
const VALUE = "sk_live_51HxQz7Jm2Kd9Rt4";
const SIGNING = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

let echo: Endpoint;
let received: Record<string, unknown>[];
let workspace: TestWorkspace;
let context: ServiceContext;

/** Gives back every header that it was sent, in its body and in a header. */
beforeAll(async () => {
  echo = await startEndpoint((request, response) => {
    received.push(request.headers);
    response.writeHead(200, { etag: String(request.headers.authorization) });
    response.end(JSON.stringify(request.headers));
  });
});
afterAll(() => echo.close());

beforeEach(async () => {
  received = [];
  // What another test has left may be due by now.
  await database.db.delete(routines);
  workspace = await createTestWorkspace(database.db);
  ({ context } = workspace);
});

const create = (input: Record<string, unknown> = {}, by: ServiceContext = context) =>
  createSecret(by, { name: "STRIPE", value: VALUE, origins: [echo.url], ...input });

const withSecret = (name = "STRIPE") => ({
  endpoint_url: echo.url,
  interval_minutes: 5,
  auth_mode: "SECRET_REF",
  secret_ref: name,
  keep_body: "ALWAYS",
});

/** The operator's secret of a name, for this workspace unless another is given. */
function offer(name: string, workspaceId = context.workspaceId): ServiceContext["secrets"] {
  const { allow } = context.egress;
  return loadSecrets(
    {
      [`ROUTINE_SECRET_${name}`]: "the-operator's-value",
      [`ROUTINE_SECRET_${name}__ORIGINS`]: echo.url,
      [`ROUTINE_SECRET_${name}__WORKSPACES`]: workspaceId,
    },
    { allow, isSignUpOpen: true },
  );
}

const send = (by: ServiceContext = context) => testRequest(by, withSecret());

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof DomainError ? error.code : `no refusal: ${String(error)}`;
}

/** Everything that the database holds of secrets, routines and runs, as text. */
async function dump(): Promise<string> {
  const [row] = await database.db.execute<{ text: string }>(sql`
    select concat(
      (select string_agg(s::text, '') from workspace_secrets as s),
      (select string_agg(r::text, '') from routines as r),
      (select string_agg(r::text, '') from routine_runs as r)) as text`);
  return row?.text ?? "";
}

describe("a workspace's own secret", () => {
  test("is sent to its endpoint; no row, response of the API or line of the log holds it", async () => {
    const lines: string[] = [];
    for (const level of ["info", "warn", "error"] as const) {
      vi.spyOn(log, level).mockImplementation((...entry: unknown[]) => {
        lines.push(JSON.stringify(entry));
      });
    }
    const created = await create();
    const id = await workspace.addRoutine(withSecret());
    const run = await runRoutineNow(context, id);
    await runRoutineNow({ ...context, sealing: new SealingKeys(Buffer.alloc(32, 9)) }, id);
    vi.restoreAllMocks();
    expect(lines.join()).toContain("can't be unsealed");
    expect(received[0]).toMatchObject({ authorization: `Bearer ${VALUE}` });
    const detail = await getRun(context, run.id);
    expect(detail.run.response_body).toContain("Bearer [secret]");
    expect(detail.run.response_headers).toMatchObject({ etag: "Bearer [secret]" });
    const shown = [
      created,
      run,
      detail,
      await listSecretsWithUses(context),
      await listSecrets(context),
    ];
    const base64 = Buffer.from(VALUE).toString("base64");
    for (const text of [JSON.stringify(shown), lines.join(), await dump()]) {
      for (const form of [VALUE, base64, VALUE.slice(8)]) expect(text).not.toContain(form);
    }
  });

  test("that signs webhooks is never sent", async () => {
    await create({ name: "HOOK", value: SIGNING });
    const id = await workspace.addRoutine({
      endpoint_url: echo.url,
      kind: "WEBHOOK",
      http_method: "POST",
      signing_secret_ref: "HOOK",
    });
    expect(await runRoutineNow(context, id)).toMatchObject({ status: "SUCCESS" });
    expect(received[0]?.["webhook-signature"]).toMatch(/^v1,/);
    expect(JSON.stringify(received)).not.toContain(SIGNING.slice(6, 20));
  });

  test("may be sent in a header of one's choice, and loses the line end of a paste", async () => {
    const { header } = await create({ value: `${VALUE}\r\n`, header: "X-API-Key: {value}" });
    expect(header).toBe("X-API-Key: {value}");
    await send();
    expect(received[0]).toMatchObject({ "x-api-key": VALUE });
  });

  test("that is replaced is used by the next run, and one that is deleted by none", async () => {
    const { id } = await create();
    const routineId = await workspace.addRoutine(withSecret());
    await runRoutineNow(context, routineId);
    await changeSecret(context, id, { value: "another-value-than-before" });
    await runRoutineNow(context, routineId);
    await deleteSecret(context, id);
    expect(await runRoutineNow(context, routineId)).toMatchObject({
      error_code: "SECRET_UNAVAILABLE",
    });
    expect(received.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${VALUE}`,
      "Bearer another-value-than-before",
    ]);
  });

  test("is sent to its origins only, and a change of these decides for runs to come", async () => {
    const elsewhere = "https://api.example.com";
    const { id } = await create({ origins: [elsewhere] });
    expect(await problemCodesOf(send())).toEqual({ secret_ref: "secret_wrong_origin" });
    await changeSecret(context, id, { origins: [echo.url] });
    const routineId = await workspace.addRoutine(withSecret());
    const changed = await changeSecret(context, id, { origins: [elsewhere, elsewhere] });
    expect(changed).toMatchObject({ origins: [elsewhere] });
    const run = await runRoutineNow(context, routineId);
    expect(run.error_code).toBe("SECRET_UNAVAILABLE");
    expect(received).toEqual([]);
  });

  test("is named with the routines that use it", async () => {
    await create();
    await create({ name: "HOOK", value: SIGNING });
    const id = await workspace.addRoutine({ ...withSecret(), name: "Charge" });
    expect(await listSecretsWithUses(context)).toMatchObject([
      { name: "HOOK", purpose: "signing", header: null, uses: [] },
      {
        name: "STRIPE",
        purpose: "credential",
        header: "Authorization: Bearer {value}",
        uses: [{ id, name: "Charge" }],
      },
    ]);
  });

  test("of one workspace means nothing in another, as if it did not exist", async () => {
    const { id } = await create();
    const stranger = (await createTestWorkspace(database.db)).context;
    expect(await listSecretsWithUses(stranger)).toEqual([]);
    expect(await problemCodesOf(send(stranger))).toEqual({ secret_ref: "secret_unknown" });
    expect(await refusalOf(changeSecret(stranger, id, { value: VALUE }))).toBe("NOT_FOUND");
    expect(await refusalOf(deleteSecret(stranger, id))).toBe("NOT_FOUND");
    expect(await create({ value: "the-stranger's-own" }, stranger)).toMatchObject({
      name: "STRIPE",
    });
    await send();
    expect(received[0]).toMatchObject({ authorization: `Bearer ${VALUE}` });
  });

  test("is kept, changed and deleted by admins, and seen by members without its value", async () => {
    const { id } = await create({}, await workspace.addMember("ADMIN"));
    for (const role of ["MEMBER", "VIEWER"] as const) {
      const member = await workspace.addMember(role);
      expect(await refusalOf(create({ name: "MINE" }, member))).toBe("FORBIDDEN");
      expect(await refusalOf(changeSecret(member, id, { value: VALUE }))).toBe("FORBIDDEN");
      expect(await refusalOf(deleteSecret(member, id))).toBe("FORBIDDEN");
      expect(Object.keys((await listSecretsWithUses(member))[0] ?? {}).sort()).toEqual(
        ["id", "name", "purpose", "origins", "header", "created_at", "updated_at", "uses"].sort(),
      );
    }
  });

  test.each<[string, Record<string, unknown>, Record<string, string>]>([
    ["a name with a space", { name: "A B" }, { name: "secret_name_invalid" }],
    ["no value", { value: undefined }, { value: "secret_value_required" }],
    ["a short value", { value: "short" }, { value: "secret_value_too_short" }],
    ["a value of two lines", { value: "first-line\nX: y" }, { value: "secret_value_not_ascii" }],
    ["a key that is none", { value: "whsec_nothing" }, { value: "signing_key_invalid" }],
    ["no origin", { origins: [] }, { origins: "secret_origins_required" }],
    [
      "a path, plain http, and a private address",
      { origins: ["https://a.example/x", "http://api.example.com", "https://10.0.0.1"] },
      {
        "origins.0": "secret_origin_malformed",
        "origins.1": "secret_origin_not_https",
        "origins.2": "secret_origin_refused",
      },
    ],
    ["a header of framing", { header: "Host: {value}" }, { header: "secret_header_refused" }],
    [
      "a header of 1,001 characters",
      { header: `X-Key: ${"x".repeat(987)}{value}` },
      { header: "secret_header_too_long" },
    ],
    ["a header without its place", { header: "X-Key: x" }, { header: "secret_header_malformed" }],
    [
      "a header for a key",
      { value: SIGNING, header: "X-Key: {value}" },
      { header: "secret_header_of_key" },
    ],
    ["an unknown field", { sealed_value: "v1.x" }, { sealed_value: "field_unknown" }],
  ])("with %s is refused at its field", async (_, input, codes) => {
    expect(await problemCodesOf(create(input))).toEqual(codes);
  });

  test("can't take a name twice, nor become another kind of secret", async () => {
    const { id } = await create();
    expect(await problemCodesOf(create())).toEqual({ name: "secret_name_taken" });
    expect(await problemCodesOf(changeSecret(context, id, { value: SIGNING }))).toEqual({
      value: "secret_purpose_fixed",
    });
  });

  test("needs a key of the instance", async () => {
    await create();
    const keyless = { ...context, sealing: null };
    expect(await refusalOf(create({ name: "SECOND" }, keyless))).toBe("CONFLICT");
    expect(await problemCodesOf(send(keyless))).toEqual({ secret_ref: "secret_unknown" });
  });
});

describe("beside the operator's secrets", () => {
  test("a name that the operator offers is refused, and one for others teaches nothing", async () => {
    const offered = { ...context, secrets: offer("STRIPE") };
    expect(await problemCodesOf(create({}, offered))).toEqual({ name: "secret_name_offered" });
    const hidden = { ...context, secrets: offer("STRIPE", crypto.randomUUID()) };
    await create({}, hidden);
    await send(hidden);
    expect(received[0]).toMatchObject({ authorization: `Bearer ${VALUE}` });
  });

  test("a variable that the operator adds later doesn't replace what routines were saved with", async () => {
    const { id } = await create();
    const routineId = await workspace.addRoutine(withSecret());
    const later = { ...context, secrets: offer("STRIPE") };
    await runRoutineNow(later, routineId);
    expect(received[0]).toMatchObject({ authorization: `Bearer ${VALUE}` });
    expect(await listSecrets(later)).toHaveLength(1);
    // Nor where it can't be opened: the run fails rather than send another secret.
    const unknown = { ...later, sealing: new SealingKeys(Buffer.alloc(32, 9)) };
    expect(await runRoutineNow(unknown, routineId)).toMatchObject({
      error_code: "SECRET_UNAVAILABLE",
    });
    await deleteSecret(context, id);
    const restarted = { ...context, secrets: offer("STRIPE") };
    await runRoutineNow(restarted, routineId);
    expect(received[1]).toMatchObject({ authorization: "Bearer the-operator's-value" });
  });

  test("runs without a secret of the workspace's own ask the database for none", async () => {
    const asked: string[] = [];
    const watched = new Proxy(database.db, {
      get(db, property, receiver: unknown) {
        if (property === "select") asked.push("select");
        return Reflect.get(db, property, receiver) as unknown;
      },
    });
    const secrets = offer("STRIPE");
    const plain = { ...context, db: watched, secrets };
    await testRequest(plain, { endpoint_url: echo.url, interval_minutes: 5 });
    expect(asked).toEqual([]);
    for (let turn = 0; turn < 5; turn++) await send(plain);
    expect(asked).toEqual(["select"]);
    expect(received).toHaveLength(6);
  });
});

test("a run whose secret can't be looked up for a moment is sent later, not failed", async () => {
  await create();
  const { id } = await workspace.createDueRoutine(echo.url, 0, withSecret());
  let lost = 0;
  const db = new Proxy(database.db, {
    get(target, property, receiver: unknown) {
      if (property !== "select") return Reflect.get(target, property, receiver) as unknown;
      return (fields: Record<string, never>) => {
        if (!("sealedValue" in fields) || lost > 0) return target.select(fields);
        lost += 1;
        throw Object.assign(new Error("closed"), { code: "CONNECTION_CLOSED" });
      };
    },
  });
  const report = await runDueRoutines({ ...context, db });
  expect({ ...report, lost }).toMatchObject({ succeeded: 1, failed: 0, lost: 1 });
  expect(await workspace.readRuns(id)).toMatchObject([{ status: "SUCCESS" }]);
  expect(received).toHaveLength(1);
});

describe("in a database that somebody else writes", () => {
  let secret: SecretDto;
  let routineId: string;

  beforeEach(async () => {
    secret = await create({ origins: ["https://api.example.com"] });
    routineId = await workspace.addRoutine({
      ...withSecret(),
      endpoint_url: "https://api.example.com",
    });
  });

  const runThere = async () => {
    await database.db.execute(
      sql`update routines set endpoint_url = ${echo.url} where id = ${routineId}`,
    );
    const { error_code } = await runRoutineNow(context, routineId);
    return { error_code, received };
  };
  const nothingSent = { error_code: "SECRET_UNAVAILABLE", received: [] };

  test("origins that are widened in the row open nothing, now or at the next change", async () => {
    await database.db.execute(
      sql`update workspace_secrets set origins = array[${echo.url}], header = 'X-Stolen: {value}'
        where id = ${secret.id}`,
    );
    expect(await runThere()).toEqual(nothingSent);
    await changeSecret(context, secret.id, { value: "another-value-than-before" });
    expect(await runThere()).toEqual(nothingSent);
    expect(await listSecretsWithUses(context)).toMatchObject([
      { origins: ["https://api.example.com"], header: "Authorization: Bearer {value}" },
    ]);
  });

  test("a value that is moved to another row or workspace stays closed", async () => {
    const thief = await createTestWorkspace(database.db);
    const bait = { value: "a-bait-of-the-thief" };
    const baits = [
      (await create(bait, thief.context)).id,
      (await create({ ...bait, name: "BAIT" })).id,
    ];
    const open = async () => [
      (await testRequest(thief.context, withSecret())).error_code,
      (await testRequest(context, withSecret("BAIT"))).error_code,
    ];
    expect(await open()).toEqual([null, null]);
    await changeSecret(context, secret.id, { origins: [echo.url] });
    await database.db.execute(sql`
      update workspace_secrets set sealed_value =
        (select sealed_value from workspace_secrets where id = ${secret.id})
      where id in (${sql.join(baits, sql`, `)})`);
    received = [];
    expect(await open()).toEqual(["SECRET_UNAVAILABLE", "SECRET_UNAVAILABLE"]);
    expect(received).toEqual([]);
  });

  test("one that can't be opened needs its value and its origins again", async () => {
    const other = { ...context, sealing: new SealingKeys(Buffer.alloc(32, 9)) };
    expect(await problemCodesOf(changeSecret(other, secret.id, { header: null }))).toEqual({
      value: "secret_value_lost",
    });
    expect(await problemCodesOf(changeSecret(other, secret.id, { value: VALUE }))).toEqual({
      origins: "secret_origins_required",
    });
    await changeSecret(other, secret.id, { value: VALUE, origins: [echo.url] });
    await updateRoutine(other, routineId, { endpoint_url: echo.url });
    expect(await runRoutineNow(other, routineId)).toMatchObject({ status: "SUCCESS" });
  });
});

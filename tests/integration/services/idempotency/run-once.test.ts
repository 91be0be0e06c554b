import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { deleteOldRecords } from "@/db/queries/access/idempotency-records";
import { DomainError } from "@/lib/domain/errors";
import { createChannel } from "@/lib/services/channels/create-channel";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { runOnce, type KeptResponse } from "@/lib/services/idempotency/run-once";
import { createKey } from "@/lib/services/keys/create-key";
import { verifyKey } from "@/lib/services/keys/verify-key";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { openGate } from "@/tests/support/gate";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
let workspace: TestWorkspace;
let other: TestWorkspace;

beforeAll(async () => {
  workspace = await createTestWorkspace(database.db);
  other = await createTestWorkspace(database.db);
});

const input = { name: "Once", endpoint_url: "https://example.com/once", interval_minutes: 5 };

const respond = (status: number, data: unknown): KeptResponse => ({
  status,
  headers: [["content-type", "application/json"]],
  body: JSON.stringify(data),
});

/** An error as a response of a status that is kept, but for what is our own fault. */
async function toKept(error: unknown): Promise<KeptResponse | null> {
  return error instanceof DomainError && error.code !== "UNAVAILABLE"
    ? respond(422, { code: error.code })
    : null;
}

type Options = {
  context?: ServiceContext;
  body?: string;
  isAtomic?: boolean;
  carryOut?: (context: ServiceContext) => Promise<KeptResponse>;
};

const create = async (context: ServiceContext) => respond(201, await createRoutine(context, input));

const send = (key: string, options: Options = {}) => {
  const { context = workspace.context, body = "{}", isAtomic = true, carryOut = create } = options;
  const parts = ["POST", "/api/routines", body];
  return runOnce(context, { key, parts, isAtomic }, { carryOut, toKept });
};

async function countRoutines({ context }: TestWorkspace): Promise<number> {
  const [row] = await database.db.execute<{ count: number }>(
    sql`select count(*)::int as count from routines where workspace_id = ${context.workspaceId}`,
  );
  return row?.count ?? 0;
}

const age = (seconds: number) =>
  database.db.execute(
    sql`update idempotency_records set claimed_at = claimed_at - make_interval(secs => ${seconds})
      where workspace_id = ${workspace.context.workspaceId}`,
  );

describe("requests with one idempotency key", () => {
  test("twenty at once create one routine, and all others get its response or wait", async () => {
    const before = await countRoutines(workspace);
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => send("at-once")));
    expect(await countRoutines(workspace)).toBe(before + 1);
    const done = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
    expect(done.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1);
    expect(new Set(done.map(({ response }) => response.body)).size).toBe(1);
    for (const result of results) {
      if (result.status === "rejected") {
        expect(result.reason).toMatchObject({ code: "CONFLICT", retryAfterSeconds: 1 });
      }
    }
  });

  test("get the status, the headers and the body of the first response", async () => {
    const first = await send("again");
    const before = await countRoutines(workspace);
    const second = await send("again");
    expect(second).toEqual({ response: first.response, isReplayed: true });
    expect(await countRoutines(workspace)).toBe(before);
  });

  test("are refused with another body", async () => {
    await send("other-body");
    await expect(send("other-body", { body: '{"name":"x"}' })).rejects.toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
    });
  });

  test("mean nothing to another workspace, or to another member of the same", async () => {
    const first = await send("shared-key");
    const elsewhere = await send("shared-key", { context: other.context });
    const member = await workspace.addMember("MEMBER");
    const colleague = await send("shared-key", { context: member });
    expect([elsewhere.isReplayed, colleague.isReplayed]).toEqual([false, false]);
    const bodies = [first, elsewhere, colleague].map(({ response }) => response.body);
    expect(new Set(bodies).size).toBe(3);
  });

  test("of an API key are not those of its maker, and are kept like theirs", async () => {
    const { context } = workspace;
    const { key } = await createKey(context, { name: "Machine", scopes: ["write"] });
    const actor = await verifyKey(context, key, "203.0.113.7");
    if (actor?.key === undefined) throw new Error("The key isn't accepted.");
    const machine = { ...context, actor, role: actor.key.role };
    await send("of-both");
    const before = await countRoutines(workspace);
    const first = await send("of-both", { context: machine });
    expect(first.isReplayed).toBe(false);
    expect(await send("of-both", { context: machine })).toEqual({ ...first, isReplayed: true });
    expect(await countRoutines(workspace)).toBe(before + 1);
  });

  test("keep a refusal, and try again after an error of ours", async () => {
    const refuse = async (context: ServiceContext) =>
      respond(201, await createRoutine(context, { ...input, interval_minutes: 0 }));
    await expect(send("refused", { carryOut: refuse })).rejects.toMatchObject({
      code: "VALIDATION",
    });
    expect(await send("refused")).toMatchObject({ isReplayed: true, response: { status: 422 } });

    const before = await countRoutines(workspace);
    const fail = async (context: ServiceContext) => {
      await create(context);
      throw new DomainError("UNAVAILABLE", "The database is away.");
    };
    await expect(send("failed", { carryOut: fail })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await countRoutines(workspace)).toBe(before);
    expect(await send("failed")).toMatchObject({ isReplayed: false, response: { status: 201 } });
  });
});

describe("a request that broke off", () => {
  /** Claims a key, and never comes back. */
  async function breakOff(key: string, isAtomic: boolean): Promise<void> {
    const claimed = Promise.withResolvers<undefined>();
    const carryOut = () => {
      claimed.resolve(undefined);
      return new Promise<KeptResponse>(() => undefined);
    };
    void send(key, { isAtomic, carryOut });
    await claimed.promise;
    await expect(send(key, { isAtomic })).rejects.toMatchObject({ code: "CONFLICT" });
  }

  test("is carried out again once it can't be under way, where its writes are its own", async () => {
    await breakOff("broken", true);
    await age(121);
    expect(await send("broken")).toMatchObject({ isReplayed: false, response: { status: 201 } });
  });

  test("is never carried out again where nobody knows what it did", async () => {
    await breakOff("unknown", false);
    await age(121);
    const before = await countRoutines(workspace);
    await expect(send("unknown", { isAtomic: false })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("broke off") as string,
    });
    expect(await countRoutines(workspace)).toBe(before);
  });

  test("between its write and its commit has written nothing, and is carried out again", async () => {
    const gate = await openGate(database.url);
    const through = openDatabase(gate.url);
    const before = await countRoutines(workspace);
    const crash = async (context: ServiceContext) => {
      const response = await create(context);
      await gate.close();
      return response;
    };
    const context = { ...workspace.context, db: through.db };
    await expect(send("crashed", { context, carryOut: crash })).rejects.toThrow();
    await through.close();
    await expect(send("crashed")).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await countRoutines(workspace)).toBe(before);
    await age(121);
    expect(await send("crashed")).toMatchObject({ isReplayed: false, response: { status: 201 } });
    expect(await countRoutines(workspace)).toBe(before + 1);
  });

  test("writes nothing where another has taken its place", async () => {
    const before = await countRoutines(workspace);
    const { workspaceId } = workspace.context;
    const carryOut = async (context: ServiceContext) => {
      const response = await create(context);
      // As the service does it for a request that comes when this one should long be over.
      await asActor(context, (tx) =>
        tx.execute(sql`select set_config('role', 'none', true)`).then(() =>
          tx.execute(sql`update idempotency_records set claim_id = gen_random_uuid()
            where workspace_id = ${workspaceId} and status is null`),
        ),
      );
      return response;
    };
    await expect(send("overtaken", { carryOut })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await countRoutines(workspace)).toBe(before);
  });

  test("and comes back late creates nothing beside the one that took over", async () => {
    const before = await countRoutines(workspace);
    const written = Promise.withResolvers<undefined>();
    const mayEnd = Promise.withResolvers<undefined>();
    const late = send("late", {
      carryOut: async (context) => {
        const response = await create(context);
        written.resolve(undefined);
        await mayEnd.promise;
        return response;
      },
    }).catch((error: unknown) => error);
    await written.promise;
    const next = age(121)
      .then(() => send("late"))
      .catch((error: unknown) => error);
    setTimeout(() => mayEnd.resolve(undefined), 100);
    await Promise.all([late, next]);
    expect(await countRoutines(workspace)).toBe(before + 1);
  });
});

test("a response with a secret is repeated, and can't be read from the database", async () => {
  const makeChannel = async (context: ServiceContext) =>
    respond(
      201,
      await createChannel(context, { kind: "WEBHOOK", config: { url: "https://example.com/in" } }),
    );
  const first = await send("with-secret", { carryOut: makeChannel });
  const secret = /whsec_[\w+/=]+/.exec(first.response.body ?? "")?.[0] ?? "none";
  expect((await send("with-secret", { carryOut: makeChannel })).response).toEqual(first.response);
  const [row] = await database.db.execute<{ dump: string }>(
    sql`select string_agg(to_jsonb(r)::text, ' ') as dump from idempotency_records as r`,
  );
  expect(secret).toMatch(/^whsec_/);
  expect(row?.dump).not.toContain(secret);
  expect(row?.dump).not.toContain("with-secret");
  expect(row?.dump).not.toContain(Buffer.from(secret).toString("base64").slice(0, 20));
});

describe("trimming", () => {
  test("forgets what is older than a day, and then the key is free", async () => {
    await send("yesterday");
    await age(24 * 3_600 + 1);
    expect(await deleteOldRecords(database.db)).toBeGreaterThan(0);
    expect(await send("yesterday")).toMatchObject({ isReplayed: false });
  });

  test("an expired key that wasn't trimmed yet is free, too", async () => {
    await send("expired");
    await age(24 * 3_600 + 1);
    expect(await send("expired", { body: "another" })).toMatchObject({ isReplayed: false });
  });

  test("keeps the newest of a workspace with too many, and those of the others", async () => {
    await deleteOldRecords(database.db, { records: 0, bytes: 1 });
    await send("neighbour", { context: other.context });
    for (const key of ["one", "two", "three"]) {
      await send(key);
      await age(1);
    }
    expect(await deleteOldRecords(database.db, { records: 2, bytes: 1_000_000 })).toBe(1);
    const replayed = async (key: string, context = workspace.context) =>
      (await send(key, { context })).isReplayed;
    expect(await replayed("neighbour", other.context)).toBe(true);
    expect([await replayed("three"), await replayed("two"), await replayed("one")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

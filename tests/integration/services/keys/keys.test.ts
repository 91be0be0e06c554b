import { eq, sql } from "drizzle-orm";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { asUser } from "@/db/client";
import { apiKeys, routines } from "@/db/schema";
import { ValidationError } from "@/lib/domain/errors";
import type { NewApiKeyDto } from "@/lib/domain/keys/api-key";
import type { KeyScope } from "@/lib/domain/keys/key-options";
import type { GrantableRole } from "@/lib/domain/workspace/role";
import { asActor, createServiceContext, type ServiceContext } from "@/lib/services/context";
import { createKey } from "@/lib/services/keys/create-key";
import { deleteKey } from "@/lib/services/keys/delete-key";
import { getCurrentKey } from "@/lib/services/keys/get-current-key";
import { listKeys } from "@/lib/services/keys/list-keys";
import { verifyKey } from "@/lib/services/keys/verify-key";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { listRoutines } from "@/lib/services/routines/list-routines";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { acceptInvitation } from "@/lib/services/workspaces/accept-invitation";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const ADDRESS = "203.0.113.7";
const routine = { name: "Health", endpoint_url: "https://example.com/", interval_minutes: 5 };

describe("API keys", () => {
  let database: TestDatabase;
  let workspace: TestWorkspace;
  let context: TestWorkspace["context"];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    context = workspace.context;
  });

  const make = (input: Record<string, unknown> = {}, by: ServiceContext = context) =>
    createKey(by, { name: "Deployments", scopes: ["read", "write", "run"], ...input });

  /** The context of a caller with the key, as a request has it. */
  const callWith = async ({ key }: Pick<NewApiKeyDto, "key">, address = ADDRESS) => {
    const actor = await verifyKey(context, key, address);
    if (actor?.key === undefined) return null;
    const { workspaceId, role } = actor.key;
    return { ...context, actor, workspaceId, role };
  };
  const mustCallWith = async (made: NewApiKeyDto) => {
    const caller = await callWith(made);
    if (caller === null) throw new Error("The key isn't accepted.");
    return caller;
  };
  const problemsOf = (work: Promise<unknown>) =>
    work.then(
      () => [],
      (error: unknown) =>
        error instanceof ValidationError
          ? error.problems.map(({ path, code }) => [path, code])
          : [["", String(error)]],
    );

  test("a key is whole once; afterwards nothing that is stored or shown leads back to it", async () => {
    const { key, ...shown } = await make({ role: "MEMBER" });
    expect(shown).toMatchObject({
      name: "Deployments",
      prefix: key.slice(0, 12),
      scopes: ["read", "write", "run"],
      role: "MEMBER",
      addresses: [],
      expires_at: null,
      last_used_at: null,
      created_by: context.actor.userId,
      created_by_email: `${context.actor.userId}@example.com`,
    });
    expect(await listKeys(context)).toEqual([shown]);
    const dump = JSON.stringify(await database.db.select().from(apiKeys));
    expect(dump).not.toContain(key.slice(12));
  });

  test("the hash is keyed: another instance's key gives another hash, and what it is keyed with is sealed", async () => {
    const { key, id } = await make();
    const [row] = await database.db.select().from(apiKeys).where(eq(apiKeys.id, id));
    const [stored] = await database.db.execute<{ sealed_private: string }>(
      sql`select sealed_private from instance_keys where name = 'api-keys'`,
    );
    expect(stored?.sealed_private).toMatch(/^v1\./);
    const plain = await database.db.execute<{ hash: string }>(
      sql`select encode(sha256(${key}::bytea), 'hex') as hash`,
    );
    expect(row?.secretHash).not.toBe(plain[0]?.hash);
  });

  test.each([
    [
      "a key that was never made",
      (key: string) => key.slice(0, -1) + (key.endsWith("a") ? "b" : "a"),
    ],
    ["the prefix alone", (key: string) => key.slice(0, 12)],
    ["nothing", () => ""],
    ["a key with a space", (key: string) => `${key} `],
  ])("%s is refused", async (_, change) => {
    const { key } = await make();
    expect(await callWith({ key: change(key) })).toBeNull();
  });

  test("a key acts in its own workspace, whatever it asks for, and in no other", async () => {
    const stranger = await createTestWorkspace(database.db);
    const theirs = await stranger.addRoutine();
    const own = await workspace.addRoutine();
    const caller = await mustCallWith(await make());
    const { data } = await listRoutines(caller, {});
    expect(data.map(({ id }) => id)).toEqual([own]);
    await expect(getRoutine(caller, theirs)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(updateRoutine(caller, theirs, { name: "Taken" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    // The second wall: claims of the key, and a workspace that isn't its own.
    const elsewhere = { ...caller, workspaceId: stranger.context.workspaceId };
    expect((await listRoutines(elsewhere, {})).data).toEqual([]);
    await expect(createRoutine(elsewhere, routine)).rejects.toThrow();
    expect(
      await database.db.$count(routines, eq(routines.workspaceId, elsewhere.workspaceId)),
    ).toBe(1);
  });

  test.each<[KeyScope[], GrantableRole, { sees: boolean; writes: boolean }]>([
    [["read"], "ADMIN", { sees: true, writes: false }],
    [["write"], "MEMBER", { sees: true, writes: true }],
    [["write"], "VIEWER", { sees: true, writes: false }],
    [["run"], "MEMBER", { sees: true, writes: false }],
    [["ping"], "ADMIN", { sees: false, writes: false }],
  ])("scopes %j and role %s bind in the database, too", async (scopes, role, { sees, writes }) => {
    await workspace.addRoutine();
    const caller = await mustCallWith(await make({ scopes, role }));
    const rows = await asActor(caller, (tx) => tx.select({ id: routines.id }).from(routines));
    expect(rows.length).toBe(sees ? 1 : 0);
    const changed = await asActor(caller, (tx) =>
      tx.update(routines).set({ name: "Changed" }).returning({ id: routines.id }),
    );
    expect(changed.length).toBe(writes ? 1 : 0);
  });

  test("what a key makes has no user, and its pauses aren't taken for ends", async () => {
    const caller = await mustCallWith(await make());
    const { id } = await createRoutine(caller, routine);
    await createMaintenance(caller, {
      name: "Deployment",
      starts_at: "2999-01-01T00:00:00Z",
      ends_at: "2999-01-01T01:00:00Z",
      timezone: "UTC",
      routine_ids: [id],
      tags: [],
    });
    await createSecret(caller, {
      name: "PAYMENTS",
      value: "value-of-a-secret",
      origins: ["https://example.com"],
    });
    await updateRoutine(caller, id, { is_active: false });
    const events = await database.db.execute(
      sql`select kind, actor_id from routine_events where routine_id = ${id} order by id`,
    );
    expect([...events]).toEqual([
      { kind: "CREATED", actor_id: null },
      { kind: "PAUSED", actor_id: null },
    ]);
  });

  test("an invitation that a key made can be accepted", async () => {
    const caller = await mustCallWith(await make());
    const { token } = await createInvitation(caller, { role: "VIEWER" });
    const guest = await createTestWorkspace(database.db);
    await acceptInvitation(guest.context, token);
    const required = context.workspaceId;
    const joined = asUser(database.db, { sub: guest.context.actor.userId }, (tx) =>
      tx.execute(
        sql`select from workspace_members where workspace_id = ${required} and user_id = ${guest.context.actor.userId}`,
      ),
    );
    expect((await joined).length).toBe(1);
  });

  test("what is a person's isn't a key's: keys make no keys, no workspaces, and end none", async () => {
    const made = await make();
    const caller = await mustCallWith(made);
    for (const work of [
      () => make({}, caller),
      () => deleteKey(caller, made.id),
      () => createWorkspace(caller, { name: "Mine" }),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const inserted = asActor(caller, (tx) =>
      tx.execute(sql`
        insert into api_keys (workspace_id, name, prefix, secret_hash, role, scopes, addresses, created_by_email)
        values (${caller.workspaceId}, 'x', 'opk_AAAAAAAA', ${"a".repeat(64)}, 'VIEWER', '{read}', '{}', '')`),
    );
    await expect(inserted).rejects.toThrow();
    const deleted = await asActor(caller, (tx) =>
      tx.execute(sql`delete from api_keys returning id`),
    );
    expect(deleted.length).toBe(0);
  });

  test("a key outlives the membership and the account of its maker, and says who made it", async () => {
    const admin = await workspace.addMember("ADMIN");
    const made = await make({}, admin);
    await database.db.execute(sql`delete from auth.users where id = ${admin.actor.userId}`);
    expect(await callWith(made)).not.toBeNull();
    expect(await listKeys(context)).toMatchObject([
      { created_by: null, created_by_email: `${admin.actor.userId}@example.com` },
    ]);
  });

  test("an end is at once: deletion, expiry, and the end of the workspace", async () => {
    const [deleted, expired, kept] = [await make(), await make(), await make()];
    await deleteKey(context, deleted.id);
    await database.db.execute(sql`
      update api_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
      where id = ${expired.id}`);
    expect(await callWith(deleted)).toBeNull();
    expect(await callWith(expired)).toBeNull();
    expect(await callWith(kept)).not.toBeNull();
    await database.db.execute(sql`delete from workspaces where id = ${context.workspaceId}`);
    expect(await callWith(kept)).toBeNull();
  });

  test("a key that expires while it is used loses its workspace in the database, too", async () => {
    await workspace.addRoutine();
    const made = await make();
    const caller = await mustCallWith(made);
    await database.db.execute(sql`
      update api_keys set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'
      where id = ${made.id}`);
    expect((await listRoutines(caller, {})).data).toEqual([]);
  });

  test.each([
    [["203.0.113.0/24"], ADDRESS, true],
    [["203.0.113.7"], ADDRESS, true],
    [["198.51.100.0/24", "203.0.113.7/32"], ADDRESS, true],
    [["203.0.113.8/29"], ADDRESS, false],
    [["2001:db8::/32"], "2001:db8:1::5", true],
    [["2001:db8::/32"], ADDRESS, false],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["203.0.113.0/24"], "direct", false],
  ])("with the addresses %j, a call from %s: %s", async (addresses, address, isAccepted) => {
    const made = await make({ addresses });
    if (isAccepted) expect(await callWith(made, address)).not.toBeNull();
    else await expect(callWith(made, address)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("the last use costs a write a minute, and no more", async () => {
    const made = await make();
    await callWith(made);
    const readUse = async () =>
      (await listKeys(context)).find(({ id }) => id === made.id)?.last_used_at ?? null;
    const first = await readUse();
    expect(first).not.toBeNull();
    const countWrites = async () => {
      const [row] = await database.db.execute<{ xmin: string }>(
        sql`select xmin::text from api_keys where id = ${made.id}`,
      );
      return row?.xmin;
    };
    const version = await countWrites();
    await Promise.all(Array.from({ length: 20 }, () => callWith(made)));
    expect(await countWrites()).toBe(version);
    await database.db.execute(
      sql`update api_keys set last_used_at = now() - interval '61 seconds' where id = ${made.id}`,
    );
    await callWith(made);
    expect(Date.parse((await readUse()) ?? "")).toBeGreaterThanOrEqual(Date.parse(first ?? ""));
  });

  test("who may make and delete which key", async () => {
    const [admin, member, viewer] = [
      await workspace.addMember("ADMIN"),
      await workspace.addMember("MEMBER"),
      await workspace.addMember("VIEWER"),
    ];
    await expect(make({}, viewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await problemsOf(make({ role: "ADMIN" }, member))).toEqual([
      ["role", "key_role_too_high"],
    ]);
    const own = await make({}, member);
    expect(own.role).toBe("MEMBER");
    expect((await make()).role).toBe("ADMIN");
    const theirs = await make({}, admin);
    await expect(deleteKey(member, theirs.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(deleteKey(viewer, own.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const stranger = await createTestWorkspace(database.db);
    await expect(deleteKey(stranger.context, own.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await deleteKey(member, own.id);
    await deleteKey(admin, theirs.id);
    await expect(deleteKey(context, theirs.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each([
    [{ name: " " }, ["name", "name_required"]],
    [{ scopes: [] }, ["scopes", "key_scopes_required"]],
    [{ scopes: undefined }, ["scopes", "key_scopes_required"]],
    [{ scopes: ["admin"] }, ["scopes.0", "key_scope_unknown"]],
    [{ role: "OWNER" }, ["role", "role_unknown"]],
    [{ expires_at: "tomorrow" }, ["expires_at", "instant_invalid"]],
    [{ expires_at: "2020-01-01T00:00:00Z" }, ["expires_at", "key_expires_in_the_past"]],
    [{ addresses: ["203.0.113.0/24", "office"] }, ["addresses.1", "key_address_invalid"]],
    [{ addresses: ["203.0.113.0/33"] }, ["addresses.0", "key_address_invalid"]],
    [{ addresses: Array(51).fill(ADDRESS) }, ["addresses", "key_addresses_too_many"]],
    [{ admin: true }, ["", "unrecognized_keys"]],
  ])("%j is refused at its field", async (input, problem) => {
    const problems = await problemsOf(make(input));
    if (problem[1] === "unrecognized_keys") expect(problems).toHaveLength(1);
    else expect(problems).toEqual([problem]);
    expect(await listKeys(context)).toEqual([]);
  });

  test("a workspace has at most 100 keys, however many are made at once", async () => {
    await database.db.execute(sql`
      insert into api_keys (workspace_id, name, prefix, secret_hash, role, scopes, addresses, created_by_email)
      select ${context.workspaceId}, 'k', 'opk_' || lpad(n::text, 8, '0'), ${"a".repeat(64)}, 'VIEWER', '{read}', '{}', ''
      from generate_series(1, 98) as n`);
    const made = await Promise.allSettled(Array.from({ length: 4 }, () => make()));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(await listKeys(context)).toHaveLength(100);
  });

  test("without a key to seal with there are no API keys, and that is said", async () => {
    await expect(make({}, { ...context, sealing: null })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  test("a key learns what it is, even one that only pings", async () => {
    const made = await make({ scopes: ["ping"], role: "VIEWER" });
    const caller = await mustCallWith(made);
    expect(await getCurrentKey(caller)).toMatchObject({
      id: made.id,
      prefix: made.prefix,
      scopes: ["ping"],
      workspace: { id: context.workspaceId },
    });
    await expect(getCurrentKey(context)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("the context of a key is its own workspace, and another that it asks for doesn't exist", async () => {
    const made = await make();
    const actor = await verifyKey(context, made.key, ADDRESS);
    if (actor === null) throw new Error("The key isn't accepted.");
    // The pool of the process is opened once: here it is that of the suite.
    Object.assign(globalThis, { opspulseDatabase: database.db });
    vi.stubEnv("DATABASE_URL", database.url);
    vi.stubEnv("SUPABASE_URL", "http://127.0.0.1:1");
    vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "unused");
    onTestFinished(() => {
      vi.unstubAllEnvs();
      Reflect.deleteProperty(globalThis, "opspulseDatabase");
    });
    const required = crypto.randomUUID();
    await expect(createServiceContext(actor, { required, preferred: null })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const own = await createServiceContext(actor, { required: null, preferred: required });
    expect(own).toMatchObject({ workspaceId: context.workspaceId, role: "ADMIN" });
  });
});

describe("the key of a routine", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  test("is unique in its workspace, and a second one is refused at its field", async () => {
    const [workspace, other] = [
      await createTestWorkspace(database.db),
      await createTestWorkspace(database.db),
    ];
    const key = "team-a/backup";
    const made = await createRoutine(workspace.context, { ...routine, key });
    expect(made.key).toBe(key);
    await createRoutine(other.context, { ...routine, key });
    const taken = { problems: [{ path: "key", code: "key_taken" }] };
    await expect(createRoutine(workspace.context, { ...routine, key })).rejects.toMatchObject(
      taken,
    );
    const second = await createRoutine(workspace.context, routine);
    await expect(updateRoutine(workspace.context, second.id, { key })).rejects.toMatchObject(taken);
    await updateRoutine(workspace.context, made.id, { key: null });
    expect((await updateRoutine(workspace.context, second.id, { key })).key).toBe(key);
  });
});

import { isDeepStrictEqual } from "node:util";
import { sql, type SQL } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asUser } from "@/db/client";
import { trimAuditEvents } from "@/db/queries/audit/audit-events";
import type { AuditEventDto } from "@/lib/domain/audit/audit-event";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import { exportAuditEvents } from "@/lib/services/audit/export-audit-events";
import { listAuditEvents } from "@/lib/services/audit/list-audit-events";
import type { ServiceContext } from "@/lib/services/context";
import { createKey } from "@/lib/services/keys/create-key";
import { deleteKey } from "@/lib/services/keys/delete-key";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { removeMember } from "@/lib/services/workspaces/remove-member";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { refusalOf } from "@/tests/support/refusal";
import { fullSettings, otherSettings, settingNames } from "@/tests/support/routine-fixture";
import { auditRow, insertInto, tagRow } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { takingBack } from "@/tests/support/taking-back";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const FORBIDDEN = { code: "FORBIDDEN" };
const REFUSED = { code: "42501", message: "The audit log can only be added to." };

const database = openSuiteDatabase();
let team: TestWorkspace;
let context: ServiceContext & { actor: { userId: string } };
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startReceiver();
  team = await createTestWorkspace(database.db);
  ({ context } = team);
});
afterAll(() => receiver.close());

const list = async (input: Record<string, unknown> = {}, by: ServiceContext = context) =>
  (await listAuditEvents(by, { limit: "200", ...input })).data;

async function textOf(lines: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const line of lines) text += line;
  return text;
}

const ageOf = (workspaceId: string, days: number) =>
  database.db.execute(
    insertInto("audit_events", {
      ...auditRow({ workspaceId, userId: context.actor.userId }),
      at: new Date(Date.now() - days * 86_400_000).toISOString(),
      target_name: `${days} days ago`,
    }),
  );

describe("the database", () => {
  const attempts: [string, SQL][] = [
    ["change an event", sql`update audit_events set actor_email = 'nobody@example.com'`],
    ["change what an event says", sql`update audit_events set changes = '[]'`],
    ["delete an event", sql`delete from audit_events`],
    ["empty the log", sql`truncate audit_events`],
    ["empty the log with the workspaces", sql`truncate workspaces cascade`],
  ];

  test.each(attempts)(
    "lets nobody %s: neither its owner, nor the app",
    async (_what, statement) => {
      const asOwner = await takingBack(
        (inside) => database.db.transaction(inside),
        async (tx) => {
          await tx.execute(sql`select set_config('opspulse.trims_audit', 'on', true)`);
          return refusalOf(tx.execute(statement));
        },
      );
      expect(asOwner).toMatchObject(REFUSED);
      const asApp = await takingBack(
        (inside) => asUser(database.db, { sub: context.actor.userId }, inside),
        (tx) => refusalOf(tx.execute(statement)),
      );
      expect(asApp).toMatchObject({ code: "42501" });
      expect(asApp?.message).toMatch(/^permission denied for table/);
    },
  );

  test("lets a member neither add an event as they like, nor call what triggers call", async () => {
    const as = (statement: SQL) =>
      takingBack(
        (inside) => asUser(database.db, { sub: context.actor.userId }, inside),
        (tx) => refusalOf(tx.execute(statement)),
      );
    const stranger = await createTestWorkspace(database.db);
    const note = (id: string) =>
      sql`select note_audit_event(${id}::uuid, 'routine.tested', 'routine', null, null, '[]')`;
    expect(await as(note(context.workspaceId))).toBeNull();
    expect(await as(note(stranger.context.workspaceId))).toMatchObject({ code: "42501" });
    expect(await as(sql`select trim_audit_events(30, 10)`)).toMatchObject({ code: "42501" });
    const write = sql`select write_audit_event(${context.workspaceId}::uuid, 'a.b', 'a', null, null, '[]')`;
    expect(await as(write)).toMatchObject({ code: "42501" });
  });

  test("keeps events for 30 days at least, and no longer than it is told", async () => {
    const { workspaceId } = (await createTestWorkspace(database.db)).context;
    const read = async () => {
      const rows = await database.db.execute<{ name: string }>(sql`
        select target_name as name from audit_events
        where workspace_id = ${workspaceId} and target_name like '%days ago' order by id`);
      return rows.map(({ name }) => name);
    };
    // The oldest have the lowest ids.
    await database.db.execute(sql`alter table audit_events disable trigger user`);
    await database.db.execute(sql`delete from audit_events`);
    await database.db.execute(sql`alter table audit_events enable trigger user`);
    for (const days of [500, 401, 399, 31, 29, 0]) await ageOf(workspaceId, days);
    expect(await trimAuditEvents(database.db, { retentionDays: 400, limit: 1 })).toBe(1);
    expect(await trimAuditEvents(database.db, { retentionDays: 400, limit: 100 })).toBe(1);
    expect(await trimAuditEvents(database.db, { retentionDays: 400, limit: 100 })).toBe(0);
    expect(await read()).toEqual([399, 31, 29, 0].map((days) => `${days} days ago`));
    expect(await trimAuditEvents(database.db, { retentionDays: 1, limit: 100 })).toBe(2);
    expect(await read()).toEqual([29, 0].map((days) => `${days} days ago`));
  });
});

describe("what is written", () => {
  test("a change of any setting is an event that names it", async () => {
    const own = await createTestWorkspace(database.db);
    const id = await own.addRoutine({ tags: [] });
    const sub = { sub: own.context.actor.userId };
    const columns = settingNames.filter((name) => name !== "tags");
    const paths = await takingBack(
      (inside) => database.db.transaction(inside),
      async (tx) => {
        // Column by column, past the rules that want some of them changed together.
        await tx.execute(
          sql`select set_config('request.jwt.claims', ${JSON.stringify(sub)}, true)`,
        );
        await tx.execute(sql`alter table routines disable trigger check_routine`);
        const checks = await tx.execute<{ name: string }>(sql`
          select conname as name from pg_constraint
          where conrelid = 'routines'::regclass and contype = 'c'`);
        for (const { name } of checks) {
          await tx.execute(sql`alter table routines drop constraint ${sql.identifier(name)}`);
        }
        const [row] = await tx.execute<{ row: Record<string, unknown> }>(
          sql`select to_jsonb(r) as row from routines as r where id = ${id}`,
        );
        for (const name of columns) {
          const isFull = isDeepStrictEqual(row?.row[name], fullSettings[name]);
          const value = isFull ? otherSettings[name] : fullSettings[name];
          const isObject = typeof value === "object" && value !== null;
          const stored = isObject ? JSON.stringify(value) : value;
          await tx.execute(
            sql`update routines set ${sql.identifier(name)} = ${stored} where id = ${id}`,
          );
        }
        return tx.execute<{ path: string }>(sql`
          select split_part(c ->> 'path', '.', 1) as path
          from audit_events, jsonb_array_elements(changes) as c
          where target_id = ${id} and action = 'routine.updated'`);
      },
    );
    const named = new Set(paths.map(({ path }) => path));
    expect([...named].sort()).toEqual([...columns, "endpoint_host"].sort());
  });

  test("a key is named as it was called, and where it was used", async () => {
    const key = await createKey(context, {
      name: "Deployments",
      scopes: ["write"],
      role: "MEMBER",
    });
    const { id: keyId, name } = key;
    const { workspaceId } = context;
    const calling: ServiceContext = {
      ...context,
      role: "MEMBER",
      actor: {
        userId: null,
        key: { id: keyId, name, workspaceId, role: "MEMBER", scopes: ["write"] },
        address: "198.51.100.7",
      },
    };
    const { id } = await createRoutine(calling, {
      ...{ name: "By a key", endpoint_url: "https://example.com/", interval_minutes: 5 },
    });
    const event = {
      ...{ action: "routine.created", target_id: id, target_name: "By a key" },
      ...{ actor_id: null, actor_email: null, key_id: keyId, key_name: "Deployments" },
      address: "198.51.100.7",
    };
    expect(await list({ key_id: keyId })).toMatchObject([{ ...event, actor_exists: true }]);
    await deleteKey(context, keyId);
    expect(await list({ key_id: keyId })).toMatchObject([{ ...event, actor_exists: false }]);
    expect((await list({ action: "key.revoked" }))[0]).toMatchObject({
      ...{ target_id: keyId, target_name: "Deployments", target_exists: false },
      actor_id: context.actor.userId,
    });
  });

  test("a member who has left is named as they were, and marked", async () => {
    const member = await team.addMember("MEMBER");
    const { userId } = member.actor;
    await createRoutine(member, {
      ...{ name: "Theirs", endpoint_url: "https://example.com/", interval_minutes: 5 },
    });
    await removeMember(context, userId);
    const event = {
      actor_email: `${userId}@example.com`,
      actor_exists: false,
      target_exists: true,
    };
    expect(await list({ actor: userId })).toMatchObject([event]);
  });

  test("a transaction that fails leaves no event", async () => {
    const before = await list();
    const input = { name: "Bad", endpoint_url: "https://example.com/", interval_minutes: 5 };
    const full = { ...context, workspaceLimits: { ...context.workspaceLimits, routines: 0 } };
    await expect(createRoutine(full, input)).rejects.toMatchObject({ code: "VALIDATION" });
    expect(await list()).toEqual(before);
  });

  test("the scheduler writes none, whatever becomes of its runs", async () => {
    const own = await createTestWorkspace(database.db);
    const ids = [];
    for (const path of ["/ok", "/status/500", "/ok"]) {
      ids.push((await own.createDueRoutine(`${receiver.url}${path}`)).id);
    }
    // One whose end comes with this run.
    await database.db.execute(sql`
      update routines set ends_at = now() + interval '1 second' where id = ${ids[2]}`);
    const before = await list({}, own.context);
    await runDueRoutines(own.context);
    for (const id of ids) expect(await own.readRuns(id)).toHaveLength(1);
    expect((await own.readRoutine(ids[2] ?? "")).isActive).toBe(false);
    expect(await list({}, own.context)).toEqual(before);
  });

  test("one verb is one event, however many rows it touches", async () => {
    const own = await createTestWorkspace(database.db);
    const { workspaceId } = own.context;
    const id = await own.addRoutine();
    for (const name of ["a", "b", "c"]) {
      await database.db.execute(insertInto("tags", tagRow(workspaceId, { name })));
    }
    await updateRoutine(own.context, id, { name: "Tagged", tags: ["a", "b"] });
    await updateRoutine(own.context, id, { tags: ["b", "c"] });
    const events = await list({ target_id: id }, own.context);
    expect(events.map(({ action, changes }) => [action, changes])).toEqual([
      ["routine.updated", [{ path: "tags", before: ["a", "b"], after: ["b", "c"] }]],
      [
        "routine.updated",
        [
          { path: "name", before: "Health", after: "Tagged" },
          { path: "tags", before: [], after: ["a", "b"] },
        ],
      ],
      ["routine.created", expect.any(Array)],
    ]);
  });
});

describe("reading", () => {
  let own: TestWorkspace;
  const readable = () => own.context;

  beforeAll(async () => {
    own = await createTestWorkspace(database.db);
    for (let number = 0; number < 5; number += 1) {
      await own.addRoutine({ name: `=HYPERLINK("x") ${number}` });
    }
  });

  test("is for admins and the owner", async () => {
    for (const role of ["MEMBER", "VIEWER"] as const) {
      const member = await own.addMember(role);
      await expect(list({}, member)).rejects.toMatchObject(FORBIDDEN);
      await expect(exportAuditEvents(member, {})).rejects.toMatchObject(FORBIDDEN);
    }
    const admin = await own.addMember("ADMIN");
    expect((await list({}, admin)).length).toBeGreaterThan(5);
  });

  test("visitors who share the demo account don't see each other's addresses", async () => {
    const shared = await createTestWorkspace(database.db);
    const { userId } = shared.context.actor;
    const actor = { userId, address: "203.0.113.9" };
    const demo = { ...shared.context, actor, hasDemo: true };
    await database.db.execute(
      sql`update auth.users set email = ${demoAccount.email} where id = ${userId}`,
    );
    const input = { name: "Demo", endpoint_url: "https://example.com/", interval_minutes: 5 };
    await createRoutine(demo, input);
    const addressIn = async (context: ServiceContext) =>
      (await list({ action: "routine.created" }, context)).map(({ address }) => address);
    expect(await addressIn(demo)).toEqual([null]);
    expect(await addressIn({ ...demo, hasDemo: false })).toEqual(["203.0.113.9"]);
  });

  test("a key of an admin reads with the scope read alone, in its workspace only", async () => {
    const { workspaceId } = own.context;
    for (const [role, scopes, count] of [
      ["ADMIN", ["read"], 1],
      ["ADMIN", ["write"], 0],
      ["MEMBER", ["read"], 0],
    ] as const) {
      const { id } = await createKey(own.context, { name: "Reader", scopes: [...scopes], role });
      const rows = await asUser(database.db, { key_id: id }, (tx) =>
        tx.execute(sql`select from audit_events where target_kind = 'workspace'`),
      );
      expect([role, scopes, rows.length]).toEqual([role, scopes, count]);
      await database.db.execute(sql`delete from api_keys where workspace_id = ${workspaceId}`);
    }
  });

  test("shows every event once, page by page, while others are added", async () => {
    const all = await list({}, readable());
    const seen: AuditEventDto[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAuditEvents(readable(), { limit: "2", ...(cursor && { cursor }) });
      seen.push(...page.data);
      cursor = page.next_cursor ?? undefined;
      await own.addRoutine();
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
    await expect(list({ cursor: "AAAA" }, readable())).rejects.toMatchObject({
      code: "VALIDATION",
    });
  });

  test("finds by action, kind, time and text", async () => {
    const created = await list({ action: "routine.created" }, readable());
    expect(new Set(created.map(({ action }) => action))).toEqual(new Set(["routine.created"]));
    expect(await list({ target_kind: "workspace" }, readable())).toHaveLength(1);
    const found = await list({ q: 'hyperlink("X") 3' }, readable());
    expect(found.map(({ target_name }) => target_name)).toEqual(['=HYPERLINK("x") 3']);
    expect(await list({ q: "%" }, readable())).toEqual([]);
    const at = created.at(-1)?.at ?? "";
    const until = await list({ to: at }, readable());
    const since = await list({ from: at }, readable());
    expect(until.length + since.length).toBe((await list({}, readable())).length);
    expect(since).toContainEqual(created.at(-1));
    const actor = (await createTestWorkspace(database.db)).context.actor.userId;
    expect(await list({ actor }, readable())).toEqual([]);
  });

  test("exports lines that no spreadsheet runs, and is an event itself", async () => {
    const before = await list({}, readable());
    const csv = await exportAuditEvents(readable(), { format: "csv", action: "routine.created" });
    const text = await textOf(csv.lines);
    const created = before.filter(({ action }) => action === "routine.created");
    expect(text.split("\r\n")).toHaveLength(created.length + 2);
    expect(text).toContain(`"'=HYPERLINK(""x"") 3"`);
    expect(text).not.toMatch(/(^|,|\n)"?[=+\-@]/);
    const ndjson = await exportAuditEvents(readable(), { format: "ndjson" });
    const lines = (await textOf(ndjson.lines)).trimEnd().split("\n");
    const [exported] = await list({ action: "audit.exported", limit: "1" }, readable());
    expect(exported?.changes).toContainEqual({ path: "format", after: "ndjson" });
    expect(lines.map((line) => (JSON.parse(line) as AuditEventDto).id)).toEqual(
      (await list({}, readable())).map(({ id }) => id).filter((id) => id !== exported?.id),
    );
    await expect(
      exportAuditEvents(readable(), { from: "2020-01-01T00:00:00Z" }),
    ).rejects.toMatchObject({ code: "VALIDATION" });
  });
});

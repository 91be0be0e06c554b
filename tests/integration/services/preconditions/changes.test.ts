import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { DomainError } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { ChangeAbilities } from "@/lib/http/change-terms";
import { respondJson, respondVersion } from "@/lib/http/handle-route";
import { makeChange } from "@/lib/http/make-change";
import { readJson } from "@/lib/http/read-json";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";
import { createChannel } from "@/lib/services/channels/create-channel";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";
import type { ServiceContext } from "@/lib/services/context";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { deleteMaintenance } from "@/lib/services/maintenance/delete-maintenance";
import { alertPolicyVersion, routineVersion } from "@/lib/services/preconditions/versions";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteNamedRoutine, deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getNamedRoutine, getRoutine } from "@/lib/services/routines/get-routine";
import { putRoutine } from "@/lib/services/routines/put-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { listTags } from "@/lib/services/tags/list-tags";
import { updateTag } from "@/lib/services/tags/update-tag";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();
let workspace: TestWorkspace;
let context: ServiceContext;

beforeAll(async () => {
  workspace = await createTestWorkspace(database.db);
  ({ context } = workspace);
});

const whole: ChangeAbilities = { isAtomic: true, canRehearse: true, hasVersions: true };

type Sent = {
  query?: string;
  headers?: Record<string, string>;
  body?: unknown;
  abilities?: ChangeAbilities;
};

/** Sends a change as a route does, and returns its response or throws its error. */
const change = (
  { query = "", headers = {}, body, abilities = whole }: Sent,
  verb: (onTerms: ServiceContext, input: unknown) => Promise<unknown>,
): Promise<Response> =>
  makeChange(
    context,
    new Request(`http://localhost/api/x${query}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body ?? {}),
    }),
    {
      abilities,
      handle: async (onTerms, request) =>
        respondJson((await verb(onTerms, await readJson(request))) ?? null),
      toProblem: (error) => Response.json(String(error), { status: 422 }),
    },
  );

const tagOf = (routine: RoutineDto) =>
  respondVersion(routineVersion(routine), routine).headers.get("etag") ?? "";

const CHANGED = { code: "PRECONDITION_FAILED" };

describe("If-Match", () => {
  test("lets one of two writers who read the same version win, whatever they change", async () => {
    for (const bodies of [
      [{ name: "Mine" }, { name: "Theirs" }],
      // The tags stand in another table than the row that is locked.
      [{ tags: ["mine"] }, { tags: ["theirs"] }],
      [{ tags: ["both"] }, { name: "Other" }],
    ]) {
      const id = await workspace.addRoutine();
      const headers = { "If-Match": tagOf(await getRoutine(context, id)) };
      const results = await Promise.allSettled(
        bodies.map((body) =>
          change({ headers, body }, (onTerms, input) => updateRoutine(onTerms, id, input)),
        ),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({
        reason: CHANGED,
      });
    }
  });

  test("holds while runs come and go, and no longer than the settings", async () => {
    const id = await workspace.addRoutine();
    const before = tagOf(await getRoutine(context, id));
    await database.db.execute(
      sql`update routines set last_run_at = now(), next_run_at = next_run_at + interval '1 hour',
        last_outcome = 'SUCCESS', health = 'GOOD' where id = ${id}`,
    );
    const after = tagOf(await getRoutine(context, id));
    expect(after).not.toBe(before);
    const rename = (name: string) =>
      change({ headers: { "If-Match": before }, body: { name } }, (onTerms, input) =>
        updateRoutine(onTerms, id, input),
      );
    expect((await rename("Renamed")).status).toBe(200);
    await expect(rename("Renamed again")).rejects.toMatchObject(CHANGED);
  });

  test("takes any of a list, and *; a weak tag and an unknown one match nothing", async () => {
    const id = await workspace.addRoutine();
    const tag = tagOf(await getRoutine(context, id));
    const pause = (ifMatch: string) =>
      change({ headers: { "If-Match": ifMatch }, body: {} }, (onTerms, input) =>
        updateRoutine(onTerms, id, input),
      );
    expect((await pause("*")).status).toBe(200);
    expect((await pause(`"other.hash", ${tag}`)).status).toBe(200);
    await expect(pause(`W/${tag}`)).rejects.toMatchObject(CHANGED);
    await expect(pause('"other.hash"')).rejects.toMatchObject(CHANGED);
    await expect(pause("unquoted")).rejects.toMatchObject({ code: "BAD_REQUEST" });
  });

  test("keeps a routine that was changed from being deleted", async () => {
    const id = await workspace.addRoutine();
    const headers = { "If-Match": tagOf(await getRoutine(context, id)) };
    await updateRoutine(context, id, { name: "Changed" });
    await expect(
      change({ headers }, (onTerms) => deleteRoutine(onTerms, id)),
    ).rejects.toMatchObject(CHANGED);
    expect(await getRoutine(context, id)).toMatchObject({ name: "Changed" });
  });

  test("of a policy lets one of two writers win", async () => {
    const policy = await getAlertPolicy(context);
    const headers = { "If-Match": `"${alertPolicyVersion(policy)}.x"` };
    const set = (cooldown_minutes: number) =>
      change({ headers, body: { ...policy, cooldown_minutes } }, setAlertPolicy);
    const results = await Promise.allSettled([set(7), set(8)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("is refused where nothing has a version", async () => {
    await expect(
      change({ headers: { "If-Match": "*" }, abilities: {} }, () => Promise.resolve({})),
    ).rejects.toMatchObject(CHANGED);
  });
});

describe("a routine by its key", () => {
  const body = { name: "Backup", endpoint_url: "https://example.com/b", interval_minutes: 10 };

  test("is created once by twenty at the same moment, and changed by the others", async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => putRoutine(context, "team-a/race", body)),
    );
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(results.map(({ routine }) => routine.id)).size).toBe(1);
  });

  test("stays as it is when the same is said again: no event, no new version, no new slot", async () => {
    const key = "team-a/same";
    const input = { ...body, tags: ["b", "A"], headers_json: { "X-A": "1" } };
    const { routine } = await putRoutine(context, key, input);
    const stateOf = () =>
      database.db.execute(sql`
        select to_jsonb(r) as row, (select count(*) from routine_events where routine_id = r.id)
        from routines as r where id = ${routine.id}`);
    const before = await stateOf();
    const again = await putRoutine(context, key, input);
    expect(again).toEqual({ routine, isNew: false });
    expect(await stateOf()).toEqual(before);
  });

  test("is replaced as a whole: what isn't given takes its default", async () => {
    const key = "team-a/whole";
    await putRoutine(context, key, {
      ...body,
      http_method: "POST",
      body: "{}",
      tags: ["x"],
      is_active: false,
    });
    const { routine } = await putRoutine(context, key, { ...body, name: "Other" });
    expect(routine).toMatchObject({
      ...{ key, name: "Other", http_method: "GET", body: null, tags: [], is_active: true },
    });
    await expect(putRoutine(context, key, { interval_minutes: 5 })).rejects.toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ path: "name" })]) as unknown,
    });
  });

  test("that has ended by itself isn't started by saying the same again", async () => {
    const key = "team-a/ended";
    const input = { ...body, ends_at: "2999-01-01T00:00:00Z" };
    const { routine } = await putRoutine(context, key, input);
    await database.db.execute(sql`update routines
      set is_active = false, next_run_at = ends_at where id = ${routine.id}`);
    expect((await putRoutine(context, key, input)).routine.is_active).toBe(false);
    const renamed = await putRoutine(context, key, { ...input, name: "Renamed" });
    expect(renamed.routine).toMatchObject({ name: "Renamed", is_active: false });
  });

  test("refuses a key that none can be, and another one in the body", async () => {
    for (const [key, input] of [
      ["/team-a", body],
      ["a b", body],
      ["team-a/one", { ...body, key: "team-a/two" }],
    ] as const) {
      await expect(putRoutine(context, key, input)).rejects.toMatchObject({
        problems: [{ path: "key" }],
      });
    }
  });

  test("is read and deleted by it, in its own workspace", async () => {
    const key = "team-a/gone";
    await putRoutine(context, key, body);
    const other = await createTestWorkspace(database.db);
    await expect(getNamedRoutine(other.context, { key })).rejects.toThrow();
    await expect(deleteNamedRoutine(other.context, { key })).rejects.toThrow();
    expect(await getNamedRoutine(context, { key })).toMatchObject({ key });
    for (const none of ["", "a\0b", "/team-a/gone", "x".repeat(201)]) {
      await expect(getNamedRoutine(context, { key: none })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
    await deleteNamedRoutine(context, { key });
    await expect(getNamedRoutine(context, { key })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is created only where there is none, with If-None-Match: *", async () => {
    const put = () =>
      change({ headers: { "If-None-Match": "*" }, body }, (onTerms, input) =>
        putRoutine(onTerms, "team-a/new", input),
      );
    const results = await Promise.allSettled([put(), put()]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(
      change({ headers: { "If-Match": "*" }, body }, (onTerms, input) =>
        putRoutine(onTerms, "team-a/absent", input),
      ),
    ).rejects.toMatchObject(CHANGED);
  });
});

describe("dry_run", () => {
  /** All that a workspace holds, and what was ever noted of it. */
  const everything = async () => {
    const tables = ["routines", "routine_events", "routine_tags", "tags", "channels"];
    const more = ["maintenance_windows", "maintenance_tags", "idempotency_records"];
    const rows: unknown[] = [];
    for (const table of [...tables, ...more]) {
      rows.push(
        await database.db.execute(
          sql`select to_jsonb(t) as row from ${sql.raw(table)} as t
            where workspace_id = ${context.workspaceId} order by 1`,
        ),
      );
    }
    const { workspaceId } = context;
    rows.push(await database.db.execute(sql`select * from workspaces where id = ${workspaceId}`));
    return rows;
  };

  const rehearse = async (
    body: unknown,
    verb: (onTerms: ServiceContext, input: unknown) => Promise<unknown>,
    headers: Record<string, string> = {},
  ) => (await change({ query: "?dry_run=true", body, headers }, verb)).json() as Promise<unknown>;

  test("says what each change would do, and writes nothing", async () => {
    const id = await workspace.addRoutine({ tags: ["kept"], headers_json: { "X-A": "1" } });
    await putRoutine(context, "dry/one", { ...input, name: "One" });
    const channel: ChannelDto = await createChannel(context, {
      kind: "WEBHOOK",
      config: { url: "https://example.com/in" },
    });
    const [tag] = await listTags(context);
    const window = await createMaintenance(context, { duration_minutes: 60 });
    const policy = await getAlertPolicy(context);
    const before = await everything();

    const keyed = { "Idempotency-Key": '"dry"' };
    expect(await rehearse({ ...input, name: "New" }, createRoutine, keyed)).toMatchObject({
      dry_run: true,
      action: "create",
      changes: expect.arrayContaining([{ path: "name", before: null, after: "New" }]) as unknown,
    });
    expect(
      await rehearse({ name: "Renamed", headers_json: { "X-A": "2" }, tags: ["new"] }, (c, i) =>
        updateRoutine(c, id, i),
      ),
    ).toEqual({
      dry_run: true,
      action: "update",
      changes: [
        { path: "name", before: "Health", after: "Renamed" },
        { path: "headers_json.X-A", before: "1", after: "2" },
        { path: "tags", before: ["kept"], after: ["new"] },
      ],
    });
    expect(await rehearse({}, (c) => deleteRoutine(c, id))).toMatchObject({ action: "delete" });
    expect(
      await rehearse({ ...input, name: "One" }, (c, i) => putRoutine(c, "dry/one", i)),
    ).toEqual({ dry_run: true, action: "none", changes: [] });
    expect(
      await rehearse({ ...input, name: "Two" }, (c, i) => putRoutine(c, "dry/two", i)),
    ).toMatchObject({ action: "create" });
    const selection = { ids: [id] };
    expect(await rehearse({ selection, change: "pause" }, (c, i) => changeRoutines(c, i))).toEqual({
      dry_run: true,
      action: "update",
      changes: [{ path: `${id}.is_active`, before: true, after: false }],
    });
    expect(
      await rehearse({ selection, change: "tag", tags: ["more"] }, (c, i) => changeRoutines(c, i)),
    ).toMatchObject({
      changes: [{ path: `${id}.tags`, before: ["kept"], after: ["kept", "more"] }],
    });
    expect(
      await rehearse({ selection, change: "delete" }, (c, i) => changeRoutines(c, i)),
    ).toMatchObject({ action: "delete" });
    const made = await rehearse(
      { kind: "WEBHOOK", config: { url: "https://example.com/2" } },
      createChannel,
    );
    expect(made).toMatchObject({ action: "create" });
    expect(JSON.stringify(made)).not.toContain("whsec_");
    const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;
    expect(await rehearse({ secret }, (c, i) => updateChannel(c, channel.id, i))).toEqual({
      dry_run: true,
      action: "update",
      changes: [{ path: "secret", before: null, after: "***" }],
    });
    expect(await rehearse({}, (c) => deleteChannel(c, channel.id))).toMatchObject({
      action: "delete",
    });
    expect(
      await rehearse({ color: "teal" }, (c, i) => updateTag(c, tag?.id ?? "", i)),
    ).toMatchObject({ action: "update", changes: [{ path: "color", after: "teal" }] });
    expect(await rehearse({}, (c) => deleteTag(c, tag?.id ?? ""))).toMatchObject({
      action: "delete",
    });
    expect(await rehearse({ duration_minutes: 30 }, createMaintenance)).toMatchObject({
      action: "create",
    });
    expect(await rehearse({}, (c) => deleteMaintenance(c, window.id))).toMatchObject({
      action: "delete",
    });
    expect(await rehearse({ ...policy, cooldown_minutes: 99 }, setAlertPolicy)).toMatchObject({
      action: "update",
    });
    expect(await everything()).toEqual(before);
  });

  const input = { endpoint_url: "https://example.com/d", interval_minutes: 5 };

  test("refuses what the real request refuses, also what only the database knows", async () => {
    await createRoutine(context, { ...input, name: "Taken", key: "dry/taken" });
    await expect(
      rehearse({ ...input, name: "Second", key: "dry/taken" }, createRoutine),
    ).rejects.toMatchObject({ problems: [{ path: "key", code: "key_taken" }] });
    await expect(
      rehearse({ name: "" }, (c, i) => updateRoutine(c, crypto.randomUUID(), i)),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const viewer = await workspace.addMember("VIEWER");
    await expect(
      rehearse(input, (c, i) => createRoutine({ ...c, role: viewer.role }, i)),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test.each(["?dry_run=yes", "?dry_run=", "?dry_run=true&dry_run=true"])(
    "refuses %s",
    async (query) => {
      await expect(change({ query }, () => Promise.resolve({}))).rejects.toMatchObject({
        problems: [{ path: "dry_run", code: "dry_run_invalid" }],
      });
    },
  );

  test("is never taken for the real thing where a route can't be tried", async () => {
    let isCalled = false;
    const verb = () => {
      isCalled = true;
      return Promise.resolve({});
    };
    await expect(
      change({ query: "?dry_run=true", abilities: { isAtomic: true } }, verb),
    ).rejects.toMatchObject({ problems: [{ path: "dry_run", code: "dry_run_unsupported" }] });
    expect(isCalled).toBe(false);
    await expect(change({ query: "?dry_run=true" }, verb)).rejects.toMatchObject({
      problems: [{ code: "dry_run_unsupported" }],
    });
  });
});

test("an Idempotency-Key that can't be read is a bad request", async () => {
  for (const key of ["", '"', '"a', 'a"b', "a, b", "ação", '""', `"${"x".repeat(256)}"`]) {
    const headers = { "Idempotency-Key": encodeURI(key) === key ? key : "" };
    const error = await change({ headers }, () => Promise.resolve({})).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: "BAD_REQUEST" });
  }
});

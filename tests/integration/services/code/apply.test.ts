import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { channels, maintenanceWindows, routineEvents, routines, tags } from "@/db/schema";
import type { ConflictError } from "@/lib/domain/errors";
import { HOUR_MS } from "@/lib/domain/time-units";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { createChannel } from "@/lib/services/channels/create-channel";
import { listChannels } from "@/lib/services/channels/list-channels";
import { updateChannel } from "@/lib/services/channels/update-channel";
import { applyCode } from "@/lib/services/code/apply-code";
import { planCode } from "@/lib/services/code/plan-code";
import { listMaintenance } from "@/lib/services/maintenance/list-maintenance";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { listRoutines } from "@/lib/services/routines/list-routines";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { listTags } from "@/lib/services/tags/list-tags";
import { codeRoutine, jsonFile, yamlFile } from "@/tests/support/code-file";
import { problemCodesOf, problemsOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

type Document = Record<string, unknown>;

const CONFLICT = { code: "CONFLICT" } satisfies Partial<ConflictError>;

describe("an apply", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
  });

  const fileOf = (document: Document) => jsonFile({ version: 1, ...document });
  const apply = (document: Document, owner = workspace) =>
    applyCode(owner.context, fileOf(document), null);
  const plan = (document: Document, owner = workspace) => planCode(owner.context, fileOf(document));
  const rowsOf = () =>
    database.db
      .select()
      .from(routines)
      .where(eq(routines.workspaceId, workspace.context.workspaceId))
      .orderBy(routines.key);
  const rowOf = async (key: string) => (await rowsOf()).find((row) => row.key === key);
  const idOf = async (key: string) => (await rowOf(key))?.id ?? "";
  const countOf = async (table: typeof channels | typeof maintenanceWindows | typeof tags) =>
    database.db.$count(table, eq(table.workspaceId, workspace.context.workspaceId));

  test("creates, changes and deletes what the file owns, and a second one does nothing", async () => {
    const first = {
      prefix: "a/",
      tags: [{ name: "prod", color: "red" }],
      policies: { tags: { prod: { conditions: [] } } },
      channels: [
        {
          key: "a/hook",
          name: "Hook",
          kind: "WEBHOOK",
          config: { url: "https://example.com/hook" },
          routines: ["a/one"],
        },
      ],
      maintenance: [{ key: "a/night", cron_expression: "0 2 * * *", duration_minutes: 30 }],
      routines: [codeRoutine("a/one", { tags: ["prod"] }), codeRoutine("a/two")],
    };
    const created = await apply(first);
    expect(created.summary).toMatchObject({ create: 5, update: 0, delete: 0, unchanged: 0 });
    expect((await plan(first)).changes).toEqual([]);
    const one = await rowOf("a/one");
    const [hook] = await listChannels(workspace.context);
    expect(hook).toMatchObject({ key: "a/hook", routine_ids: [one?.id], has_secret: true });

    const second = {
      prefix: "a/",
      tags: [{ name: "prod", color: "blue" }],
      maintenance: [{ key: "a/night", cron_expression: "0 3 * * *", duration_minutes: 30 }],
      routines: [codeRoutine("a/one", { tags: ["prod"], name: "Renamed" }), codeRoutine("a/three")],
    };
    const planned = await plan(second);
    expect(planned.changes).toMatchObject([
      {
        kind: "tag",
        key: "prod",
        action: "update",
        fields: [
          { path: "color", before: "red", after: "blue" },
          { path: "alert_policy", after: null },
        ],
      },
      {
        kind: "routine",
        key: "a/one",
        action: "update",
        fields: [{ path: "name", before: "Routine a/one", after: "Renamed" }],
      },
      { kind: "routine", key: "a/three", action: "create" },
      { kind: "routine", key: "a/two", action: "delete", fields: [] },
      { kind: "channel", key: "a/hook", action: "delete" },
      {
        kind: "maintenance",
        key: "a/night",
        action: "update",
        fields: [{ path: "cron_expression", before: "0 2 * * *", after: "0 3 * * *" }],
      },
    ]);
    const applied = await apply(second);
    expect(applied).toMatchObject(planned);
    expect(Date.parse(applied.applied_at)).not.toBeNaN();
    expect((await rowsOf()).map(({ key, name }) => [key, name])).toEqual([
      ["a/one", "Renamed"],
      ["a/three", "Routine a/three"],
    ]);
    expect((await rowOf("a/one"))?.id).toBe(one?.id);
    expect(await plan(second)).toMatchObject({ changes: [], drift: [] });
  });

  test("leaves what it doesn't change as it is: no event, no new revision, the same next run", async () => {
    const document = {
      routines: [codeRoutine("same", { tags: ["b", "A"] }), codeRoutine("other")],
    };
    await apply(document);
    const before = await rowOf("same");
    const eventsOf = async (id: string) =>
      database.db.$count(routineEvents, eq(routineEvents.routineId, id));
    await apply({
      routines: [
        codeRoutine("same", { tags: ["a", "B"] }),
        codeRoutine("other", { interval_minutes: 30 }),
      ],
    });
    expect(await rowOf("same")).toEqual(before);
    expect(await eventsOf(before?.id ?? "")).toBe(1);
    expect(await eventsOf(await idOf("other"))).toBe(2);
  });

  test("moves a routine to another schedule as an edit by a person does", async () => {
    await apply({ routines: [codeRoutine("by-file")] });
    const twin = await workspace.addRoutine({ interval_minutes: 60 });
    const next = { interval_minutes: null, cron_expression: "*/7 * * * *" };
    await apply({ routines: [codeRoutine("by-file", next)] });
    await updateRoutine(workspace.context, twin, { cron_expression: "*/7 * * * *" });
    const [file, hand] = [await rowOf("by-file"), await workspace.readRoutine(twin)];
    expect(file?.nextRunAt.getMinutes()).toBe(hand.nextRunAt.getMinutes());
  });

  test("touches nothing beyond its prefix, and two files share a workspace", async () => {
    const byHand = await workspace.addRoutine({ name: "By hand" });
    await apply({ prefix: "a/", routines: [codeRoutine("a/one")] });
    await apply({ prefix: "b/", routines: [codeRoutine("b/one"), codeRoutine("b/two")] });
    await apply({ prefix: "a/", routines: [] });
    expect((await rowsOf()).map(({ key, id }) => key ?? id)).toEqual(["b/one", "b/two", byHand]);
    expect(await problemCodesOf(apply({ prefix: "a/", routines: [codeRoutine("b/one")] }))).toEqual(
      { "routines.0.key": "code_key_outside_prefix" },
    );
  });

  test("refuses a prefix that shares keys with that of another file, until that file owns nothing", async () => {
    await apply({ prefix: "a/", routines: [codeRoutine("a/one")] });
    for (const prefix of ["a/b/", ""]) {
      expect(await problemCodesOf(plan({ prefix, routines: [] }))).toEqual({
        prefix: "code_prefix_nested",
      });
    }
    await deleteRoutine(workspace.context, await idOf("a/one"));
    await apply({ prefix: "a/b/", routines: [codeRoutine("a/b/one")] });
    expect(await plan({ prefix: "a/b/", routines: [codeRoutine("a/b/one")] })).toMatchObject({
      changes: [],
    });
    expect(await problemCodesOf(plan({ prefix: "a/", routines: [] }))).toEqual({
      prefix: "code_prefix_nested",
    });
  });

  test("refuses two files that set the same tag or the workspace's policy in two ways", async () => {
    const policy = { conditions: [{ type: "missed", count: 1 }] };
    await apply({
      prefix: "a/",
      tags: [{ name: "prod", color: "red" }],
      policies: { default: policy },
      routines: [codeRoutine("a/one", { tags: ["prod"] })],
    });
    expect(
      await problemCodesOf(
        plan({
          prefix: "b/",
          tags: [{ name: "PROD", color: "blue" }],
          policies: { default: policy },
        }),
      ),
    ).toEqual({ "tags.0": "code_tag_elsewhere", "policies.default": "code_policy_elsewhere" });
    await apply({ prefix: "b/", routines: [codeRoutine("b/one", { tags: ["prod"] })] });
    await apply({ prefix: "a/", routines: [codeRoutine("a/one")] });
    expect(await listTags(workspace.context)).toMatchObject([{ name: "prod", routines: 1 }]);
    expect(await getAlertPolicy(workspace.context)).toMatchObject({ is_default: true });
  });

  test("deletes a tag that it has made once nothing has it, and never one that was made by hand", async () => {
    await workspace.addRoutine({ tags: ["by-hand"] });
    await apply({
      prefix: "a/",
      routines: [codeRoutine("a/one", { tags: ["made", "by-hand", "shared"] })],
    });
    await workspace.addRoutine({ tags: ["shared"] });
    await apply({ prefix: "a/", routines: [codeRoutine("a/one")] });
    const names = (await listTags(workspace.context)).map(({ name }) => name);
    expect(names).toEqual(["by-hand", "shared"]);
  });

  test("shows what was changed, deleted and added by hand since, and what no file describes", async () => {
    const document = {
      prefix: "a/",
      routines: [codeRoutine("a/changed"), codeRoutine("a/deleted"), codeRoutine("a/same")],
    };
    await apply(document);
    await updateRoutine(workspace.context, await idOf("a/changed"), { is_active: false });
    await deleteRoutine(workspace.context, await idOf("a/deleted"));
    await workspace.addRoutine({ key: "a/added" });
    await workspace.addRoutine({ name: "Nobody's" });
    const { changes, drift, summary } = await plan(document);
    expect(drift).toMatchObject([
      {
        key: "a/changed",
        drift: "changed",
        fields: [{ path: "is_active", before: true, after: false }],
      },
      { key: "a/deleted", drift: "deleted" },
      { key: "a/added", drift: "added" },
      { key: null, name: "Nobody's", drift: "unmanaged" },
    ]);
    expect(changes.map(({ key, action }) => [key, action])).toEqual([
      ["a/added", "delete"],
      ["a/changed", "update"],
      ["a/deleted", "create"],
    ]);
    expect(summary.unmanaged).toBe(1);
  });

  test("is refused where the workspace was changed since the plan, and does nothing", async () => {
    const document = { prefix: "a/", routines: [codeRoutine("a/one", { name: "New" })] };
    await apply({ prefix: "a/", routines: [codeRoutine("a/one")] });
    const { plan: digest } = await plan(document);
    await updateRoutine(workspace.context, await idOf("a/one"), { timeout_seconds: 3 });
    await expect(applyCode(workspace.context, fileOf(document), digest)).rejects.toMatchObject(
      CONFLICT,
    );
    expect((await rowOf("a/one"))?.name).toBe("Routine a/one");
    const { plan: again } = await plan(document);
    await applyCode(workspace.context, fileOf(document), again);
    expect(await rowOf("a/one")).toMatchObject({ name: "New", timeoutSeconds: 8 });
  });

  test("finds all problems at once, each with its place, and writes nothing", async () => {
    const text = [
      "version: 1",
      "prefix: a/",
      "tags:",
      "  - {name: new, color: pink}",
      "channels:",
      "  - key: a/slack",
      "    name: Slack",
      "    kind: SLACK",
      "  - key: a/leak",
      "    name: Leak",
      "    kind: TELEGRAM",
      "    config: {chat_id: 7, token: '12345678:secret'}",
      "maintenance:",
      "  - key: a/open",
      "    duration_minutes: 5",
      "routines:",
      "  - key: a/good",
      "    name: Good",
      "    endpoint_url: https://example.com/",
      "    interval_minutes: 5",
      "    tags: [new]",
      "  - key: a/bad",
      "    name: Bad",
      "    endpoint_url: http://10.0.0.1/",
      "    interval_minutes: 0",
      "    secret_ref: missing",
      "    auth_mode: SECRET_REF",
      "    succes_rules: []",
      "",
    ].join("\n");
    const problems = await problemsOf(applyCode(workspace.context, yamlFile(text), null));
    expect(problems.map(({ path, code, line, column }) => [path, code, line, column])).toEqual([
      ["tags.0.color", "tag_color_unknown", 4, 17],
      ["channels.0", "code_secret_ref_required", 6, 5],
      ["channels.1.config", "code_secret_in_file", 12, 5],
      ["maintenance.0", "code_start_required", 14, 5],
      ["routines.1.endpoint_url", "target_refused", 24, 5],
      ["routines.1.interval_minutes", "interval_too_short", 25, 5],
      ["routines.1.succes_rules", "field_unknown", 28, 5],
    ]);
    expect(await rowsOf()).toEqual([]);
    expect(await countOf(tags)).toBe(0);
  });

  test("writes nothing where the database refuses the last of it", async () => {
    const other = await createTestWorkspace(database.db);
    const document = {
      tags: [{ name: "new" }],
      policies: { default: { conditions: [] } },
      routines: [codeRoutine("one", { tags: ["new"] })],
    };
    // An admin of another workspace: row-level security lets none of it through.
    const intruder = { ...other.context, workspaceId: workspace.context.workspaceId };
    await expect(applyCode(intruder, fileOf(document), null)).rejects.toThrow();
    expect(await rowsOf()).toEqual([]);
    expect(await countOf(tags)).toBe(0);
  });

  test("is for members, and the policy of the workspace for admins; a plan is for everybody", async () => {
    const viewer = await workspace.addMember("VIEWER");
    const member = await workspace.addMember("MEMBER");
    const document = { policies: { default: { conditions: [] } }, routines: [codeRoutine("one")] };
    expect((await planCode(viewer, fileOf(document))).summary.create).toBe(2);
    for (const context of [viewer, member]) {
      await expect(applyCode(context, fileOf(document), null)).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    expect(await rowsOf()).toEqual([]);
    await applyCode(member, fileOf({ routines: [codeRoutine("one")] }), null);
    expect(await rowsOf()).toHaveLength(1);
  });

  test("keeps the limits of the workspace, with what it deletes counted out", async () => {
    const { context } = workspace;
    const { limits } = context;
    context.workspaceLimits = { ...context.workspaceLimits, routines: 2, runsPerDay: 48 };
    context.limits = { ...limits, minIntervalMinutes: 1 };
    const two = [codeRoutine("a"), codeRoutine("b")];
    await apply({ routines: two });
    expect(await problemCodesOf(apply({ routines: [...two, codeRoutine("c")] }))).toEqual({
      "routines.2": "routines_too_many",
    });
    expect(
      await problemCodesOf(
        apply({ routines: [two[0], codeRoutine("c", { interval_minutes: 30 })] }),
      ),
    ).toEqual({ "routines.1.interval_minutes": "runs_too_many" });
    await apply({ routines: [two[0], codeRoutine("c")] });
    await apply({
      routines: [
        codeRoutine("a", { interval_minutes: 40 }),
        codeRoutine("c", { interval_minutes: 120 }),
      ],
    });
    expect((await rowsOf()).map(({ key }) => key)).toEqual(["a", "c"]);
  });

  test("gives a channel the value of the secret that it names, and again once that has changed", async () => {
    const { context } = workspace;
    const first = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
    const { id } = await createSecret(context, {
      name: "signing",
      value: first,
      origins: ["https://example.com"],
    });
    const hook = {
      key: "hook",
      name: "Hook",
      kind: "WEBHOOK",
      config: { url: "https://example.com/hook" },
      secret_ref: "signing",
    };
    const sealedOf = async () => {
      const [row] = await database.db
        .select({ sealed: channels.sealedSecret })
        .from(channels)
        .where(eq(channels.workspaceId, context.workspaceId));
      return row?.sealed;
    };
    await apply({ channels: [hook] });
    const sealed = await sealedOf();
    expect((await plan({ channels: [hook] })).changes).toEqual([]);
    await changeSecret(context, id, { value: `whsec_${Buffer.alloc(32, 2).toString("base64")}` });
    expect((await plan({ channels: [hook] })).changes).toMatchObject([
      { key: "hook", action: "update", fields: [{ path: "secret", before: null, after: null }] },
    ]);
    await apply({ channels: [hook] });
    expect(await sealedOf()).not.toBe(sealed);
    expect((await plan({ channels: [hook] })).changes).toEqual([]);

    const elsewhere = { ...hook, config: { url: "https://other.example.com/hook" } };
    expect(await problemCodesOf(plan({ channels: [elsewhere] }))).toEqual({
      "channels.0.secret_ref": "code_secret_wrong_origin",
    });
    expect(await problemCodesOf(plan({ channels: [{ ...hook, secret_ref: "none" }] }))).toEqual({
      "channels.0.secret_ref": "secret_unknown",
    });
    const [channel] = await listChannels(context);
    await updateChannel(context, channel?.id ?? "", { secret: first });
    expect((await plan({ channels: [hook] })).drift).toMatchObject([
      { key: "hook", fields: [{ path: "secret_ref", before: "signing", after: null }] },
    ]);
  });

  test("keeps the secret of a channel that was made by hand, and doesn't send it elsewhere", async () => {
    const { context } = workspace;
    await createChannel(context, {
      kind: "NTFY",
      name: "Phone",
      config: { server: "https://ntfy.example.com", topic: "ops" },
      secret: "tk_not_shown",
    });
    const phone = {
      key: "phone",
      name: "Phone",
      kind: "NTFY",
      config: { server: "https://ntfy.example.com", topic: "ops" },
      language: "pt-BR",
    };
    expect((await apply({ channels: [phone] })).summary).toMatchObject({ adopt: 1, create: 0 });
    const [channel] = await listChannels(context);
    expect(channel).toMatchObject({ key: "phone", has_secret: true, language: "pt-BR" });
    const moved = { ...phone, config: { server: "https://evil.example.com", topic: "ops" } };
    expect(await problemCodesOf(apply({ channels: [moved] }))).toEqual({
      "channels.0.secret_ref": "code_secret_moved",
    });
  });

  test("makes another signing key for a webhook without a secret of its own that moves to another server", async () => {
    const hook = { key: "hook", name: "Hook", kind: "WEBHOOK" };
    const at = (url: string) => ({ channels: [{ ...hook, config: { url } }] });
    const sealedOf = async () =>
      database.db
        .select({ sealed: channels.sealedSecret })
        .from(channels)
        .where(eq(channels.workspaceId, workspace.context.workspaceId));
    await apply(at("https://one.example.com/a"));
    const [first] = await sealedOf();
    await apply(at("https://one.example.com/b"));
    expect(await sealedOf()).toEqual([first]);

    const moved = at("https://other.example.com/b");
    const { changes } = await plan(moved);
    expect(changes).toMatchObject([{ key: "hook", action: "update" }]);
    expect(changes[0]?.fields.map(({ path }) => path)).toEqual(["config", "secret"]);
    await apply(moved);
    const [second] = await sealedOf();
    expect(second?.sealed).toEqual(expect.any(String));
    expect(second).not.toEqual(first);
    expect((await plan(moved)).changes).toEqual([]);
  });

  test("takes the place of a channel by one of another kind", async () => {
    workspace.context.smtp = { url: "smtp://127.0.0.1", from: "a@example.com" };
    const channel = { key: "c", name: "C" };
    await apply({
      channels: [{ ...channel, kind: "WEBHOOK", config: { url: "https://example.com/" } }],
    });
    const email = { ...channel, kind: "EMAIL", config: { to: ["a@example.com"] } };
    const { changes } = await apply({ channels: [email] });
    expect(changes.map(({ action }) => action)).toEqual(["delete", "create"]);
    expect(await listChannels(workspace.context)).toMatchObject([{ kind: "EMAIL", key: "c" }]);
  });

  test("makes no window that is over, and leaves one that has ended as it is", async () => {
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const over = { key: "past", starts_at: at(-3 * HOUR_MS), ends_at: at(-2 * HOUR_MS) };
    const next = { key: "next", starts_at: at(HOUR_MS), duration_minutes: 60 };
    await apply({ maintenance: [over, next] });
    expect(await listMaintenance(workspace.context)).toMatchObject([{ key: "next" }]);
    expect((await plan({ maintenance: [over, next] })).changes).toEqual([]);
    await database.db
      .update(maintenanceWindows)
      .set({ startsAt: new Date(over.starts_at), endsAt: new Date(over.ends_at) })
      .where(eq(maintenanceWindows.workspaceId, workspace.context.workspaceId));
    expect((await plan({ maintenance: [over] })).changes).toEqual([]);
    expect(await countOf(maintenanceWindows)).toBe(1);
  });

  test("takes a routine that has run its only time as it is", async () => {
    const once = codeRoutine("once", {
      interval_minutes: null,
      run_at: new Date(Math.ceil((Date.now() + HOUR_MS) / 60_000) * 60_000).toISOString(),
    });
    await apply({ routines: [once] });
    await database.db
      .update(routines)
      .set({ isActive: false, nextRunAt: new Date("2999-12-31T00:00:00Z") })
      .where(eq(routines.id, await idOf("once")));
    expect(await plan({ routines: [once] })).toMatchObject({ changes: [], drift: [] });
  });

  test("adopts a routine of the same name and URL, and no other", async () => {
    const same = await workspace.addRoutine({
      name: "Same",
      endpoint_url: "https://example.com/s",
    });
    await workspace.addRoutine({ name: "Other", endpoint_url: "https://example.com/x" });
    const { summary } = await apply({
      routines: [
        codeRoutine("same", { name: "Same", endpoint_url: "https://example.com/s" }),
        codeRoutine("other", { name: "Other", endpoint_url: "https://example.com/o" }),
      ],
    });
    expect(summary).toMatchObject({ adopt: 1, create: 1, unmanaged: 1 });
    expect(await idOf("same")).toBe(same);
    const { data } = await listRoutines(workspace.context, {});
    expect(data).toHaveLength(3);
  });

  test("of two at the same time, one waits for the other", async () => {
    const documents = ["x", "y", "z"].map((name) => ({
      routines: [codeRoutine("one", { name }), codeRoutine(name)],
    }));
    await Promise.all(documents.map((document) => apply(document)));
    const rows = await rowsOf();
    const name = rows.find(({ key }) => key === "one")?.name ?? "";
    expect(rows.map(({ key }) => key)).toEqual(["one", name]);
  });
});

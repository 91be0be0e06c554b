import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { routineTags, tags } from "@/db/schema";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { MAX_WORKSPACE_TAGS } from "@/lib/domain/tags/tag-options";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { browseRoutines, listRoutines } from "@/lib/services/routines/list-routines";
import { searchRoutines } from "@/lib/services/routines/search-routines";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { getActivity } from "@/lib/services/runs/get-activity";
import { listRuns } from "@/lib/services/runs/list-runs";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { listTags } from "@/lib/services/tags/list-tags";
import { updateTag } from "@/lib/services/tags/update-tag";
import { problemsOf } from "@/tests/support/problems-of";
import { insertRun } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const input = (name: string, names?: unknown) => ({
  name,
  endpoint_url: "https://example.com/",
  interval_minutes: 10,
  ...(names !== undefined && { tags: names }),
});

describe("tags", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeAll(async () => {
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  const create = (name: string, names?: unknown, owner = workspace) =>
    createRoutine(owner.context, input(name, names));
  const namesOf = async (owner = workspace) => (await listTags(owner.context)).map((t) => t.name);
  const idOf = async (name: string) => {
    const tag = (await listTags(workspace.context)).find((known) => known.name === name);
    if (tag === undefined) throw new Error(`There is no tag ${name}.`);
    return tag.id;
  };
  const listed = async (filter: Record<string, unknown>) =>
    (await listRoutines(workspace.context, { ...filter, sort: "name" })).data.map((r) => r.name);

  test("are made with the routine that names them, and keep their first spelling", async () => {
    const first = await create("made 1", ["Made", "alpha made"]);
    expect(first.tags).toEqual(["alpha made", "Made"]);
    const second = await create("made 2", ["MADE"]);
    expect(second.tags).toEqual(["Made"]);
    expect((await create("made 3")).tags).toEqual([]);
    expect((await getRoutine(workspace.context, first.id)).tags).toEqual(["alpha made", "Made"]);
    const made = (await listTags(workspace.context)).find(({ name }) => name === "Made");
    expect(made).toMatchObject({ routines: 2 });
  });

  test("of a routine become exactly those of a change, and stay where it names none", async () => {
    const { id } = await create("changed", ["one", "two"]);
    const renamed = await updateRoutine(workspace.context, id, { name: "changed again" });
    expect(renamed.tags).toEqual(["one", "two"]);
    const changed = await updateRoutine(workspace.context, id, { tags: ["three", "TWO"] });
    expect(changed.tags).toEqual(["three", "two"]);
    expect((await updateRoutine(workspace.context, id, { tags: [] })).tags).toEqual([]);
    expect(await problemsOf(updateRoutine(workspace.context, id, { tags: "one" }))).toMatchObject([
      { path: "tags", code: "tags_not_a_list" },
    ]);
  });

  test("changing them leaves the revision that a claim waits with", async () => {
    const { id } = await create("revision");
    const before = await workspace.readRoutine(id);
    await updateRoutine(workspace.context, id, { tags: ["revised"] });
    expect((await workspace.readRoutine(id)).revision).toBe(before.revision);
  });

  test("filter routines that have all of them, in lists and in their counts", async () => {
    await create("filter a", ["f-one", "f-two"]);
    await create("filter b", ["F-One"]);
    await create("filter c", ["f-two"]);
    expect(await listed({ tag: "f-one" })).toEqual(["filter a", "filter b"]);
    expect(await listed({ tag: "F-ONE, f-two" })).toEqual(["filter a"]);
    expect(await listed({ tag: ["f-one", "f-two"] })).toEqual(["filter a"]);
    expect(await listed({ tag: "nobody has it" })).toEqual([]);
    const page = await browseRoutines(workspace.context, { tag: "f-one", limit: 1 });
    expect(page).toMatchObject({ matching: 2 });
  });

  test("filter runs, and find routines in a search", async () => {
    const { id } = await create("with runs", ["runs-tag"]);
    const other = await create("without the tag");
    const at = { workspaceId: workspace.context.workspaceId };
    await database.db.execute(insertRun({ ...at, routineId: id }, {}));
    await database.db.execute(insertRun({ ...at, routineId: other.id }, {}));
    const { data } = await listRuns(workspace.context, { tag: "RUNS-tag" });
    expect(data.map((run) => run.routine_id)).toEqual([id]);
    expect(await searchRoutines(workspace.context, "uns-ta")).toMatchObject([{ id }]);
  });

  test("of many routines are added and taken away at once", async () => {
    const a = await create("bulk a", ["bulk-one"]);
    const b = await create("bulk b");
    const ids = [a.id, b.id];
    const change = (kind: "tag" | "untag", names: string[]) =>
      changeRoutines(workspace.context, { change: kind, selection: { ids }, tags: names });
    expect(await change("tag", ["BULK-one"])).toEqual({
      changed: [b.id],
      unchanged: 1,
      skipped: [],
    });
    const both = await change("tag", ["bulk-two"]);
    expect(new Set(both.changed)).toEqual(new Set(ids));
    expect((await getRoutine(workspace.context, b.id)).tags).toEqual(["bulk-one", "bulk-two"]);
    expect(await change("untag", ["bulk-one", "unknown"])).toMatchObject({ unchanged: 0 });
    expect((await getRoutine(workspace.context, a.id)).tags).toEqual(["bulk-two"]);
    expect(await namesOf()).not.toContain("unknown");
  });

  test("by a filter are added to those that fit it", async () => {
    const { id } = await create("bulk by filter", ["bulk-filter"]);
    const selection = { filter: { tag: "bulk-filter" }, count: 1 };
    const change = { change: "tag", selection, tags: ["bulk-three"] };
    expect(await changeRoutines(workspace.context, change)).toMatchObject({ changed: [id] });
  });

  test("a routine that would have more than 20 keeps what it has, and the others get theirs", async () => {
    const full = Array.from({ length: 20 }, (_, index) => `full ${index}`);
    const a = await create("full", full);
    const b = await create("not full");
    const result = await changeRoutines(workspace.context, {
      change: "tag",
      selection: { ids: [a.id, b.id] },
      tags: ["one more"],
    });
    expect(result).toMatchObject({
      changed: [b.id],
      skipped: [{ id: a.id, name: "full", problem: { code: "tags_too_many" } }],
    });
    expect((await getRoutine(workspace.context, a.id)).tags).toHaveLength(20);
  });

  test("are renamed and colored, to a name that no other has", async () => {
    const { id: routineId } = await create("renamed", ["old name", "taken name"]);
    const id = await idOf("old name");
    const renamed = await updateTag(workspace.context, id, { name: "Old Name", color: "teal" });
    expect(renamed).toMatchObject({ id, name: "Old Name", color: "teal", routines: 1 });
    expect(await updateTag(workspace.context, id, {})).toMatchObject({ name: "Old Name" });
    expect(
      await problemsOf(updateTag(workspace.context, id, { name: "Taken NAME" })),
    ).toMatchObject([{ path: "name", code: "tag_taken" }]);
    expect(await problemsOf(updateTag(workspace.context, id, { color: "mauve" }))).toMatchObject([
      { path: "color", code: "tag_color_unknown" },
    ]);
    expect((await getRoutine(workspace.context, routineId)).tags).toEqual([
      "Old Name",
      "taken name",
    ]);
  });

  test("leave their routines when they are deleted, and go with them", async () => {
    const { id } = await create("deleted", ["deleted-tag", "stays"]);
    await deleteTag(workspace.context, await idOf("deleted-tag"));
    expect((await getRoutine(workspace.context, id)).tags).toEqual(["stays"]);
    await deleteRoutine(workspace.context, id);
    const left = await database.db.select().from(routineTags).where(eq(routineTags.routineId, id));
    expect(left).toEqual([]);
    expect(await namesOf()).toContain("stays");
  });

  test("of another workspace are not seen, not reached and not used up", async () => {
    await create("private", ["shared name"]);
    const id = await idOf("shared name");
    const theirs = await create("theirs", ["Shared Name"], stranger);
    expect(theirs.tags).toEqual(["Shared Name"]);
    expect(await namesOf(stranger)).toEqual(["Shared Name"]);
    await expect(updateTag(stranger.context, id, { name: "mine" })).rejects.toThrow(NotFoundError);
    await expect(deleteTag(stranger.context, id)).rejects.toThrow(NotFoundError);
    await expect(deleteTag(stranger.context, "no id")).rejects.toThrow(NotFoundError);
  });

  test("a viewer reads them and changes none", async () => {
    const { id: routineId } = await create("viewed", ["viewed"]);
    const viewer = { ...workspace.context, role: "VIEWER" as const };
    const id = await idOf("viewed");
    expect((await listTags(viewer)).map(({ name }) => name)).toContain("viewed");
    for (const attempt of [
      updateTag(viewer, id, { color: "red" }),
      deleteTag(viewer, id),
      updateRoutine(viewer, routineId, { tags: [] }),
    ]) {
      await expect(attempt).rejects.toThrow(DomainError);
    }
    expect((await getRoutine(viewer, routineId)).tags).toEqual(["viewed"]);
  });

  test("a workspace has at most 200, and one that makes none is not refused", async () => {
    const owner = await createTestWorkspace(database.db);
    const { workspaceId } = owner.context;
    await database.db.execute(sql`
      insert into ${tags} (workspace_id, name)
      select ${workspaceId}, 'tag ' || n from generate_series(1, ${MAX_WORKSPACE_TAGS}) as n`);
    expect(await problemsOf(create("too many", ["another"], owner))).toMatchObject([
      { path: "tags", code: "workspace_tags_too_many" },
    ]);
    expect(await namesOf(owner)).toHaveLength(MAX_WORKSPACE_TAGS);
    expect((await create("enough", ["TAG 7"], owner)).tags).toEqual(["tag 7"]);
  });

  test("made by two at once are one tag", async () => {
    const owner = await createTestWorkspace(database.db);
    const made = await Promise.all(
      ["Twin", "twin", "TWIN"].map((name, index) => create(`twin ${index}`, [name, "b"], owner)),
    );
    expect(await namesOf(owner)).toHaveLength(2);
    expect(new Set(made.map((routine) => routine.tags.join()))).toHaveLength(1);
  });

  test("a change of them is seen by the pages that wait for one", async () => {
    const { id } = await create("activity", ["activity"]);
    const before = await getActivity(workspace.context);
    await updateTag(workspace.context, await idOf("activity"), { color: "blue" });
    const recolored = await getActivity(workspace.context);
    expect(recolored).not.toBe(before);
    await changeRoutines(workspace.context, {
      change: "untag",
      selection: { ids: [id] },
      tags: ["activity"],
    });
    expect(await getActivity(workspace.context)).not.toBe(recolored);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ConflictError } from "@/lib/domain/errors";
import type { ServiceContext } from "@/lib/services/context";
import { bulkRoutines, readBulkInput } from "@/lib/services/routines/bulk-routines";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { problemsOf } from "@/tests/support/problems-of";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const bulk = async (context: ServiceContext, input: unknown) =>
  bulkRoutines(context, readBulkInput(context, input));

describe("one action for many routines", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;
  let stranger: TestWorkspace;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  const addRoutine = (input: Record<string, unknown> = {}, owner = workspace) =>
    owner.addRoutine({ endpoint_url: `${receiver.url}/ok`, ...input });

  test("says for each what was done, and a stranger's is like one that doesn't exist", async () => {
    const active = await addRoutine();
    const paused = await addRoutine({ is_active: false });
    const theirs = await addRoutine({}, stranger);
    const nobodys = crypto.randomUUID();
    const ids = [active, paused, theirs, nobodys, active];
    const done = await bulk(workspace.context, { action: "pause", ids });
    expect(done).toEqual({
      action: "pause",
      results: [
        { id: active, outcome: "CHANGED" },
        { id: paused, outcome: "UNCHANGED" },
        { id: theirs, outcome: "NOT_FOUND" },
        { id: nobodys, outcome: "NOT_FOUND" },
      ].map((result) => ({ ...result, problem: null, run: null, code: null })),
      changed: 1,
      undo: { action: "resume", ids: [active] },
    });
    expect((await stranger.readRoutine(theirs)).isActive).toBe(true);
  });

  test("its undo takes back what it did and nothing else", async () => {
    const [first, second] = [await addRoutine(), await addRoutine({ is_active: false })];
    const { undo } = await bulk(workspace.context, { action: "pause", ids: [first, second] });
    await bulk(workspace.context, undo);
    expect((await workspace.readRoutine(first)).isActive).toBe(true);
    expect((await workspace.readRoutine(second)).isActive).toBe(false);

    const tagged = await bulk(workspace.context, { action: "tag", ids: [first], tags: ["prod"] });
    expect((await getRoutine(workspace.context, first)).tags).toEqual(["prod"]);
    await bulk(workspace.context, tagged.undo);
    expect((await getRoutine(workspace.context, first)).tags).toEqual([]);
  });

  test("a routine with a problem stays as it is, with the problem, and the others are changed", async () => {
    const over = await addRoutine({
      is_active: false,
      starts_at: "2030-01-01T00:00:00Z",
      ends_at: "2030-01-02T00:00:00Z",
    });
    const fine = await addRoutine({ is_active: false });
    const limited = {
      ...workspace.context,
      workspaceLimits: { routines: 9, members: 9, runsPerDay: 300 },
    };
    const { results, changed } = await bulk(limited, { action: "resume", ids: [over, fine] });
    expect(changed).toBe(1);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["CHANGED", "REFUSED"]);
    const refused = results.find(({ outcome }) => outcome === "REFUSED");
    expect(refused?.problem).toMatchObject({ code: "runs_too_many" });
  });

  test("a filter chooses as the list does, and what matches is named", async () => {
    const one = await addRoutine({ name: "Alpha" });
    await addRoutine({ name: "Beta" });
    const { results } = await bulk(workspace.context, {
      action: "pause",
      filter: { q: "alpha", is_active: true },
    });
    expect(results).toMatchObject([{ id: one, outcome: "CHANGED" }]);
  });

  test("routines are deleted by a filter only where as many match as expected", async () => {
    await addRoutine({ name: "Alpha" });
    const input = { action: "delete", filter: { q: "alpha" } };
    expect(await problemsOf(bulk(workspace.context, input))).toMatchObject([
      { path: "count", code: "bulk_count_required" },
    ]);
    await expect(bulk(workspace.context, { ...input, count: 2 })).rejects.toThrow(ConflictError);
    expect(await bulk(workspace.context, { ...input, count: 1 })).toMatchObject({
      changed: 1,
      undo: null,
    });
  });

  test("runs are sent, and each has its outcome or its reason", async () => {
    const [good, bad] = [
      await addRoutine(),
      await addRoutine({ endpoint_url: `${receiver.url}/status/500` }),
    ];
    const nobodys = crypto.randomUUID();
    const { results, undo } = await bulk(workspace.context, {
      action: "run",
      ids: [good, bad, nobodys],
    });
    expect(results).toMatchObject([
      { id: good, outcome: "RAN", run: { status: "SUCCESS" } },
      { id: bad, outcome: "RAN", run: { status: "FAIL", http_status: 500 } },
      { id: nobodys, outcome: "NOT_FOUND", run: null, code: "NOT_FOUND" },
    ]);
    expect(undo).toBeNull();
  });

  test.each([
    [{ action: "explode", ids: [crypto.randomUUID()] }, ["action"]],
    [{ action: "pause" }, ["ids"]],
    [{ action: "pause", ids: [] }, ["ids"]],
    [{ action: "pause", ids: ["x"] }, ["ids.0"]],
    [{ action: "pause", ids: [crypto.randomUUID()], filter: {} }, ["ids"]],
    [{ action: "tag", ids: [crypto.randomUUID()] }, ["tags"]],
    [{ action: "pause", filter: { state: "gone" } }, ["filter.state"]],
    [{ action: "run", filter: {} }, ["ids"]],
    [{ action: "run", ids: Array.from({ length: 11 }, () => crypto.randomUUID()) }, ["ids"]],
    [{ action: "pause", ids: [crypto.randomUUID()], force: true }, ["force"]],
  ])("%j names each field with a problem", async (input, paths) => {
    const problems = await problemsOf(bulk(workspace.context, input));
    expect(problems.map(({ path }) => path)).toEqual(paths);
  });

  test("viewers may not, whatever they send", async () => {
    const viewer = await workspace.addMember("VIEWER");
    for (const input of [{}, { action: "run", ids: [await addRoutine()] }]) {
      await expect(bulk(viewer, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

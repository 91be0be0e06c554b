import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { browseRoutines, listRoutines } from "@/lib/services/routines/list-routines";
import { searchRoutines } from "@/lib/services/routines/search-routines";
import { insertRun, type Row } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const SORTS = [
  "name",
  "-name",
  "created_at",
  "-created_at",
  "next_run_at",
  "-next_run_at",
  "last_run_at",
  "-last_run_at",
  "outcome",
  "-outcome",
];

describe("the list of routines", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
  });

  const addRoutine = (name: string, input: Record<string, unknown> = {}) =>
    workspace.addRoutine({ name, ...input });

  /** Runs of a routine, oldest first, a minute apart. */
  async function addRuns(routineId: string, ...runs: Row[]) {
    const { workspaceId } = workspace.context;
    for (const [index, run] of runs.entries()) {
      const at = new Date(Date.parse("2026-03-01T09:00:00Z") + index * MINUTE_MS).toISOString();
      await database.db.execute(
        insertRun({ workspaceId, routineId }, { created_at: at, scheduled_for: at, ...run }),
      );
      await database.db
        .update(routines)
        .set({ lastRunAt: new Date(at) })
        .where(eq(routines.id, routineId));
    }
  }

  const namesOf = async (input: Record<string, unknown>) =>
    (await browseRoutines(workspace.context, input)).data.map(({ name }) => name);

  /** One routine for each outcome that the newest run can have. */
  async function addOutcomes() {
    await addRuns(await addRoutine("well"), { status: "FAIL" }, { status: "SUCCESS" });
    await addRuns(await addRoutine("slow"), { status: "SUCCESS", is_degraded: true });
    await addRuns(await addRoutine("failing"), { status: "SUCCESS" }, { status: "FAIL" });
    await addRuns(await addRoutine("trying"), { status: "FAIL" }, { status: "RUNNING" });
    await addRuns(await addRoutine("abandoned"), { status: "ABANDONED" });
    await addRuns(await addRoutine("missed"), { status: "FAIL" }, { status: "MISSED" });
    await addRoutine("new");
  }

  test("what fails stands first, and then the worst, whether or not it is being tried again", async () => {
    await addOutcomes();
    const order = ["failing", "trying", "abandoned", "missed", "slow", "well", "new"];
    expect(await namesOf({ sort: "outcome" })).toEqual(order);
    expect(await namesOf({ sort: "-outcome" })).toEqual(order.toReversed());
  });

  test.each([
    ["FAILING", ["failing", "missed", "trying"]],
    ["FAIL", ["failing"]],
    ["RUNNING", ["trying"]],
    ["DEGRADED", ["slow"]],
    ["SUCCESS", ["slow", "well"]],
    ["ABANDONED", ["abandoned"]],
    ["MISSED", ["missed"]],
  ])("a filter for %s finds the routines whose newest run says so", async (last_status, names) => {
    await addOutcomes();
    expect(await namesOf({ last_status, sort: "name" })).toEqual(names);
  });

  test("a routine is active, paused or ended, and never two of them", async () => {
    await addRoutine("active");
    await addRoutine("active with an end", { ends_at: "2999-01-01T00:00:00Z" });
    await addRoutine("paused", { is_active: false });
    await addRoutine("paused before its end", {
      is_active: false,
      ends_at: "2999-01-01T00:00:00Z",
    });
    const ended = await addRoutine("ended", { ends_at: "2999-01-01T00:00:00Z" });
    await database.db
      .update(routines)
      .set({ isActive: false, endsAt: new Date("2020-01-01T00:00:00Z") })
      .where(eq(routines.id, ended));
    expect(await namesOf({ state: "active", sort: "name" })).toEqual([
      "active",
      "active with an end",
    ]);
    expect(await namesOf({ state: "paused", sort: "name" })).toEqual([
      "paused",
      "paused before its end",
    ]);
    expect(await namesOf({ state: "ended" })).toEqual(["ended"]);
  });

  test("the counts are of the workspace, and of what the filter means on all pages", async () => {
    await addOutcomes();
    const stranger = await createTestWorkspace(database.db);
    await createRoutine(stranger.context, {
      name: "failing elsewhere",
      endpoint_url: "https://example.com/",
      interval_minutes: 5,
    });
    const counts = async (input: Record<string, unknown>) => {
      const { total, matching } = await browseRoutines(workspace.context, { limit: 1, ...input });
      return { total, matching };
    };
    expect(await counts({})).toEqual({ total: 7, matching: 7 });
    expect(await counts({ last_status: "FAILING" })).toEqual({ total: 7, matching: 3 });
    expect(await counts({ q: "failing" })).toEqual({ total: 7, matching: 1 });
    expect(await counts({ q: "%" })).toEqual({ total: 7, matching: 0 });
  });

  test("every page of a filter by outcome tells the same counts, an empty one too", async () => {
    await addOutcomes();
    const read = (input: Record<string, unknown>) =>
      browseRoutines(workspace.context, { last_status: "FAILING", limit: 1, ...input });
    const first = await read({});
    const second = await read({ cursor: first.next_cursor });
    const back = await read({ before: second.previous_cursor });
    const third = await read({ cursor: second.next_cursor });
    const pages = [first, second, back, third];
    await database.db.delete(routines).where(eq(routines.id, third.data[0]?.id ?? ""));
    const empty = await read({ cursor: second.next_cursor });
    expect(empty.data).toEqual([]);
    expect(pages.map(({ total, matching }) => [total, matching])).toEqual(pages.map(() => [7, 3]));
    expect([empty.total, empty.matching]).toEqual([6, 2]);
  });

  test.each(SORTS)(
    "leafing forwards and back by %s neither repeats nor loses a row",
    async (sort) => {
      await addOutcomes();
      const all = await namesOf({ sort, limit: 100 });
      const read = (input: Record<string, unknown>) =>
        browseRoutines(workspace.context, { sort, limit: 3, ...input });
      const first = await read({});
      const second = await read({ cursor: first.next_cursor });
      const third = await read({ cursor: second.next_cursor });
      const pages = [first, second, third];
      expect(pages.flatMap(({ data }) => data.map(({ name }) => name))).toEqual(all);
      expect([first.previous_cursor, third.next_cursor]).toEqual([null, null]);
      expect(await read({ before: third.previous_cursor })).toEqual(second);
      expect(await read({ before: second.previous_cursor })).toEqual(first);
    },
  );

  test("where less than a page is left before a cursor, the way back leads to a whole first page", async () => {
    for (const name of ["a", "b", "c", "d"]) await addRoutine(name);
    const first = await browseRoutines(workspace.context, { sort: "name", limit: 2 });
    const second = await browseRoutines(workspace.context, {
      sort: "name",
      limit: 2,
      cursor: first.next_cursor,
    });
    await database.db.delete(routines).where(eq(routines.name, "a"));
    const before = { sort: "name", limit: 2, before: second.previous_cursor };
    expect(await namesOf(before)).toEqual(["b", "c"]);
  });

  test.each([
    [{ state: "asleep" }, "state", "routine_state_unknown"],
    [{ last_status: "GREEN" }, "last_status", "run_status_unknown"],
    [{ sort: "colour" }, "sort", "sort_unknown"],
    [{ before: "zzz" }, "cursor", "cursor_invalid"],
  ])("%o is refused by name", async (input, path, code) => {
    const refused = browseRoutines(workspace.context, input);
    await expect(refused).rejects.toMatchObject({ problems: [{ path, code }] });
  });

  test("a cursor of one order is not one of another", async () => {
    for (const name of ["a", "b"]) await addRoutine(name);
    const { next_cursor: cursor } = await listRoutines(workspace.context, {
      sort: "name",
      limit: 1,
    });
    await expect(listRoutines(workspace.context, { sort: "outcome", cursor })).rejects.toThrow();
  });

  test("the quick search finds by name and by host, names that begin so first, and only one's own", async () => {
    await addRoutine("Nightly report");
    await addRoutine("Report");
    await addRoutine("Orders", { endpoint_url: "https://report.example.com/", is_active: false });
    await addRoutine("Payments");
    const hits = await searchRoutines(workspace.context, " report ");
    expect(hits.map(({ name, is_active }) => [name, is_active])).toEqual([
      ["Report", true],
      ["Nightly report", true],
      ["Orders", false],
    ]);
    expect(await searchRoutines(workspace.context, " ")).toEqual([]);
    expect(await searchRoutines(workspace.context, "%")).toEqual([]);
    const stranger = await createTestWorkspace(database.db);
    expect(await searchRoutines(stranger.context, "report")).toEqual([]);
  });

  test.each([
    ["diario", ["Backup DIÁRIO"]],
    ["SAÚDE", ["Saúde do serviço"]],
    ["saude", ["Saúde do serviço"]],
    ["sau\u0301de", ["Saúde do serviço"]],
    ["serviço Saúde", ["Saúde do serviço"]],
    ["report nightly", ["Nightly report v2"]],
    ["nightly v2", ["Nightly report v2"]],
    ["nïghtly", ["Nightly report v2"]],
    ["проверка сервера", ["Проверка Сервера"]],
    ["größe", ["Größe prüfen"]],
    ["saude diario", []],
    ["do saude", ["Saúde do serviço"]],
    ["  saude\u00a0 servico ", ["Saúde do serviço"]],
    ["ＳＡＵＤＥ", ["Saúde do serviço"]],
    ["grösse", ["Größe prüfen"]],
    ["GROSSE prufen", ["Größe prüfen"]],
    ["ПРОВЕРКА", ["Проверка Сервера"]],
    ["smorrebrod", ["Smørrebrød på Łódź"]],
    ["lodz PÅ", ["Smørrebrød på Łódź"]],
    ["v2 v3", []],
    ["20%", []],
  ])("a search for %j finds %j, whatever the accents and the order of words", async (q, found) => {
    for (const name of ["Saúde do serviço", "Backup DIÁRIO", "Größe prüfen", "Проверка Сервера"]) {
      await addRoutine(name);
    }
    await addRoutine("Smørrebrød på Łódź");
    await addRoutine("Nightly report v2");
    const { data } = await listRoutines(workspace.context, { q });
    expect(data.map(({ name }) => name)).toEqual(found);
    const hits = await searchRoutines(workspace.context, q);
    expect(hits.map(({ name }) => name)).toEqual(found);
  });
});

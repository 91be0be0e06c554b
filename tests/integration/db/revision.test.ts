import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { routineColumns, settingColumns } from "@/db/queries/routine-columns";
import { routines } from "@/db/schema";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

describe("the revision of a routine", () => {
  const database = openSuiteDatabase();

  test("is raised by a change of any setting, and by nothing else", async () => {
    const [trigger] = await database.db.execute<{ columns: string[] }>(sql`
      select json_agg(a.attname order by a.attname) as columns
      from pg_trigger as t
      cross join unnest(t.tgattr::smallint[]) as watched(number)
      join pg_attribute as a on a.attrelid = t.tgrelid and a.attnum = watched.number
      where t.tgfoid = 'public.count_revision'::regproc`);
    // A pause is asked for by itself, and no claim depends on when its failures alert.
    const settings = settingColumns.filter(
      (column) => column !== "isActive" && column !== "alertPolicy",
    );
    expect(trigger?.columns).toEqual(settings.map((column) => routineColumns[column].name).sort());
  });

  test("stays where a setting is written as it was", async () => {
    const workspace = await createTestWorkspace(database.db);
    const id = await workspace.addRoutine({ name: "Ping" });
    const rename = async (name: string) => {
      await database.db.update(routines).set({ name }).where(eq(routines.id, id));
      return (await workspace.readRoutine(id)).revision;
    };
    const first = (await workspace.readRoutine(id)).revision;
    expect(await rename("Ping")).toBe(first);
    expect(await rename("Pong")).toBe(first + 1);
  });
});

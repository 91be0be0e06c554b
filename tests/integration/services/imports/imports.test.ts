import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { DomainError, ValidationError } from "@/lib/domain/errors";
import { importRoutines } from "@/lib/services/imports/import-routines";
import { previewImport } from "@/lib/services/imports/preview-import";
import { listRoutines } from "@/lib/services/routines/list-routines";
import { problemsOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const CRONTAB = `CRON_TZ=America/Sao_Paulo
# Daily report
30 6 * * 1-5  curl -X POST https://shop.example.com/reports
0 4 * * *     curl -u cron:hunter2-hunter2 https://legacy.example.org/run.php
0 5 * * *     curl http://169.254.169.254/latest/meta-data
0 2 * * *     mysqldump -phunter2-hunter2 shop
`;

describe("imports", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
  });

  const readRows = () =>
    database.db
      .select()
      .from(routines)
      .where(eq(routines.workspaceId, workspace.context.workspaceId));

  const settingsOf = async (text: string) =>
    (await previewImport(workspace.context, { text })).items.map(({ settings }) => settings);

  test("a preview shows what a text becomes, and writes nothing", async () => {
    const preview = await previewImport(workspace.context, { text: CRONTAB });
    expect(preview.items.map(({ key, exists }) => [key, exists])).toEqual([
      ["import/crontab/daily-report", false],
      ["import/crontab/legacy-example-org-run-php", false],
    ]);
    expect(preview.refused.map(({ code }) => code)).toEqual(["not_http", "target_refused"]);
    expect(JSON.stringify(preview)).not.toContain("hunter2");
    expect(await readRows()).toEqual([]);
  });

  test("an import creates the routines of a preview, and stores no credential", async () => {
    const items = await settingsOf(CRONTAB);
    const { created, existing } = await importRoutines(workspace.context, { items });
    expect(created.map(({ name, is_active }) => [name, is_active])).toEqual([
      ["Daily report", true],
      ["legacy.example.org/run.php", false],
    ]);
    expect(existing).toEqual([]);
    const rows = await readRows();
    expect(JSON.stringify(rows)).not.toContain("hunter2");
    expect(rows.find(({ secretRef }) => secretRef !== null)).toMatchObject({
      key: "import/crontab/legacy-example-org-run-php",
      secretRef: "EXAMPLE_ORG_LEGACY",
      authMode: "SECRET_REF",
      isActive: false,
    });
    const found = await listRoutines(workspace.context, { tag: "from-crontab" });
    expect(found.data).toHaveLength(2);
  });

  test("importing twice leaves what is there as it is", async () => {
    await importRoutines(workspace.context, { text: CRONTAB });
    await database.db
      .update(routines)
      .set({ name: "Renamed" })
      .where(eq(routines.workspaceId, workspace.context.workspaceId));
    const again = await importRoutines(workspace.context, { text: CRONTAB });
    expect(again.created).toEqual([]);
    expect(again.existing).toHaveLength(2);
    expect((await readRows()).map(({ name }) => name)).toEqual(["Renamed", "Renamed"]);
    const preview = await previewImport(workspace.context, { text: CRONTAB });
    expect(preview.items.map(({ exists }) => exists)).toEqual([true, true]);
  });

  test("the keys of another workspace aren't taken", async () => {
    await importRoutines(workspace.context, { text: CRONTAB });
    const stranger = await createTestWorkspace(database.db);
    const preview = await previewImport(stranger.context, { text: CRONTAB });
    expect(preview.items.map(({ exists }) => exists)).toEqual([false, false]);
  });

  test("of a text, only the jobs that are named are imported", async () => {
    const key = "import/crontab/daily-report";
    const { created } = await importRoutines(workspace.context, { text: CRONTAB, keys: [key] });
    expect(created.map((each) => each.key)).toEqual([key]);
    const unknown = importRoutines(workspace.context, { text: CRONTAB, keys: ["import/x"] });
    expect(await problemsOf(unknown)).toMatchObject([
      { path: "keys.0", code: "import_key_unknown" },
    ]);
  });

  test("an item with a problem keeps all from being imported, and is named", async () => {
    const [first, second] = await settingsOf(CRONTAB);
    const items = [first, { ...second, cron_expression: "61 * * * *" }, { ...first, key: "mine" }];
    const problems = await problemsOf(importRoutines(workspace.context, { items }));
    expect(problems).toMatchObject([
      { path: "items.1.cron_expression", code: "cron_invalid" },
      { path: "items.2.key", code: "import_key_invalid" },
    ]);
    expect(await readRows()).toEqual([]);
  });

  test("a routine that would run names a secret that exists", async () => {
    const [, login] = await settingsOf(CRONTAB);
    const items = [{ ...login, is_active: true }];
    expect(await problemsOf(importRoutines(workspace.context, { items }))).toMatchObject([
      { path: "items.0.secret_ref", code: "secret_unknown" },
    ]);
  });

  test("a workspace gets no more routines than it may have", async () => {
    const context = {
      ...workspace.context,
      workspaceLimits: { ...workspace.context.workspaceLimits, routines: 1 },
    };
    const problems = await problemsOf(importRoutines(context, { text: CRONTAB }));
    expect(problems).toMatchObject([
      { path: "", code: "import_routines_too_many", params: { count: 2, used: 0, max: 1 } },
    ]);
    expect(await readRows()).toEqual([]);
  });

  test("a viewer imports nothing and previews nothing", async () => {
    const viewer = { ...workspace.context, role: "VIEWER" as const };
    await expect(previewImport(viewer, { text: CRONTAB })).rejects.toThrow(DomainError);
    await expect(importRoutines(viewer, { text: CRONTAB })).rejects.toThrow(DomainError);
  });

  test("a text that can't be read is refused at its field, without quoting it", async () => {
    const unreadable = previewImport(workspace.context, {
      text: '{"crons":[ "hunter2',
      source: "vercel",
    });
    await expect(unreadable).rejects.toThrow(ValidationError);
    const problems = await problemsOf(unreadable);
    expect(problems).toMatchObject([{ path: "text", code: "import_unreadable" }]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
    const tooLong = previewImport(workspace.context, { text: "é".repeat(600_000) });
    expect(await problemsOf(tooLong)).toMatchObject([{ code: "import_text_too_long" }]);
    const nothing = importRoutines(workspace.context, {});
    expect(await problemsOf(nothing)).toMatchObject([
      { path: "items", code: "import_items_or_text" },
    ]);
  });

  test("hundreds of jobs are imported at once, under their tags", async () => {
    const text = Array.from(
      { length: 300 },
      (_, index) => `${index % 60} ${index % 24} * * * curl https://a.example.com/${index}`,
    ).join("\n");
    const { created } = await importRoutines(workspace.context, { text });
    expect(created).toHaveLength(300);
    const page = await listRoutines(workspace.context, { tag: "from-crontab", limit: 1 });
    expect(page.data[0]?.tags).toEqual(["from-crontab"]);
  });
});

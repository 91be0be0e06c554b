import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routines, runs } from "@/db/schema";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { insertInto, routineRow, type Row } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const GOOD = 3;

describe("rows that nobody can read", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;

  // Rows may be older than the checks.
  beforeAll(() => database.db.execute(sql`alter table routines disable trigger check_routine`));

  beforeEach(async () => {
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(() => receiver.close());

  const dueRow = (minutesAgo: number, overrides: Row): Row =>
    routineRow(workspace.context.workspaceId, {
      interval_minutes: 10,
      endpoint_url: `${receiver.url}/ok`,
      next_run_at: new Date(
        Math.floor(Date.now() / 60_000) * 60_000 - minutesAgo * 60_000,
      ).toISOString(),
      ...overrides,
    });

  /** Adds a row that no verb has seen. False where a constraint refuses it. */
  const add = (row: Row) =>
    database.db.execute(insertInto("routines", row)).then(
      () => true,
      () => false,
    );

  /** Ticks, and expects that every routine has had its slot, and the good ones a success. */
  async function expectAllServed() {
    const { context } = workspace;
    const scheduler = { ...context.scheduler, budgetSeconds: 20 };
    const report = await runDueRoutines({ ...context, scheduler });
    expect(report.remaining_due).toBe(0);
    const rows = await database.db.select().from(runs);
    expect(rows.filter(({ status }) => status === "RUNNING")).toEqual([]);
    expect(rows.filter(({ status }) => status === "SUCCESS").length).toBeGreaterThanOrEqual(GOOD);
    return rows;
  }

  test.each([
    { column: "success_rules", value: "[null]" },
    { column: "success_rules", value: '[{"type":"json","path":7,"operator":"equals"}]' },
    { column: "success_rules", value: '[{"type":"regex","pattern":"(","negate":false}]' },
    { column: "headers_json", value: '{"X-Number":7,"X-Nothing":null,"X-Deep":{"a":[]}}' },
    { column: "timezone", value: "Nowhere/At_All" },
    { column: "endpoint_url", value: "not a URL" },
  ])("with $value as $column end as failures, and cost the good ones nothing", async (bad) => {
    await database.db.delete(routines);
    const cron = bad.column === "timezone" && {
      interval_minutes: null,
      cron_expression: "*/5 * * * *",
    };
    for (let index = 0; index < 4; index += 1) {
      expect(await add(dueRow(30, { ...cron, [bad.column]: bad.value }))).toBe(true);
    }
    for (let index = 0; index < GOOD; index += 1) await add(dueRow(0, {}));
    const rows = await expectAllServed();
    const failed = rows.filter(({ status }) => status === "FAIL");
    expect(failed.length + rows.filter(({ status }) => status === "SUCCESS").length).toBe(4 + GOOD);
  });

  const words = (maxLength: number) =>
    fc.oneof(
      fc.string({ maxLength, unit: "binary" }).map((text) => text.replaceAll("\0", "")),
      fc.string({ maxLength, unit: "grapheme" }).map((text) => text.replaceAll("\0", "")),
    );
  const json = (make: fc.Arbitrary<unknown>) =>
    make.map((value) => JSON.stringify(value).replaceAll("\\u0000", ""));
  /** What the columns that members write may hold, as far as the database lets it in. */
  const content = fc.record(
    {
      name: words(119).map((text) => `x${text}`),
      kind: fc.constantFrom("PING", "WEBHOOK", "CHECK"),
      timezone: words(30).map((text) => `x${text}`),
      endpoint_url: words(200).map((text) => `h${text}`),
      http_method: fc.constantFrom("GET", "POST", "DELETE"),
      headers_json: json(fc.dictionary(words(20), fc.jsonValue())),
      body: words(50),
      timeout_seconds: fc.integer({ min: 1, max: 30 }),
      jitter_seconds: fc.constantFrom(0, 1, 3_000),
      starts_at: fc.constantFrom(null, "-infinity", "0044-03-15 BC", "2020-01-01Z"),
      ends_at: fc.constantFrom(null, "2999-12-31Z", "12000-01-01Z", "infinity"),
      due_at: fc.constantFrom(null, "-infinity", "2020-01-01Z"),
      max_attempts: fc.integer({ min: 1, max: 5 }),
      misfire_policy: fc.constantFrom("SKIP", "FIRE_ONCE"),
      success_rules: json(fc.array(fc.jsonValue(), { maxLength: 3 })),
      keep_body: fc.constantFrom("ALWAYS", "ON_FAILURE"),
    },
    { requiredKeys: [] },
  );
  const further = fc.constantFrom(
    {},
    { follow_redirects: true },
    { auth_mode: "SECRET_REF", secret_ref: "\u{1F511}" },
    { kind: "WEBHOOK", signing_secret_ref: "" },
  );
  const schedule = fc.oneof(
    fc.record({ interval_minutes: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({ interval_minutes: fc.constant(null), cron_expression: words(80) }),
    fc.constant({ interval_minutes: null, cron_expression: "* * * * *" }),
  );

  test(
    "of any content end in a named state, and cost the good ones nothing",
    { timeout: 120_000 },
    async () => {
      let accepted = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(content, schedule, further), { minLength: 8, maxLength: 12 }),
          async (rows) => {
            await database.db.delete(routines);
            for (const [values, when, more] of rows) {
              if (
                await add(dueRow(30, { ...(values as Row), ...(when as Row), ...(more as Row) }))
              ) {
                accepted += 1;
              }
            }
            for (let index = 0; index < GOOD; index += 1) await add(dueRow(0, {}));
            await expectAllServed();
            const [left] = await database.db.execute<{ count: number }>(sql`
            select count(*)::integer as count from routines
            where lock_until is not null`);
            expect(left?.count).toBe(0);
          },
        ),
        { numRuns: 25, endOnFailure: true },
      );
      // Else this would show nothing.
      expect(accepted).toBeGreaterThan(100);
    },
  );
});

import { sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { functionsOf } from "@/db/access/close-data-api";
import { rowChecks } from "@/db/rules/row-checks";
import { routines } from "@/db/schema";
import { ValidationError } from "@/lib/domain/errors";
import { checkHeaders } from "@/lib/domain/routine/header-policy";
import { findSuccessRuleProblems, successRules } from "@/lib/domain/run/success-rule";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { refusalOf } from "@/tests/support/refusal";
import { insertInto, routineRow, type Row } from "@/tests/support/rows";
import { everyRule } from "@/tests/support/rule-fixture";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const CHECK_VIOLATION = "23514";

const controls = fc.integer({ min: 1, max: 0x9f }).map((code) => String.fromCharCode(code));
const control = controls.filter((character) => /\p{Cc}/u.test(character));
const hidden = fc.constantFrom(
  "\\",
  " ",
  "\u00a0",
  "\u200b",
  "\u202e",
  "\u2066",
  "\ufeff",
  "\u3000",
);

/** A text with something put in at any place. */
const spoilt = (text: string, insertion: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.nat(text.length), insertion)
    .map(([at, character]) => text.slice(0, at) + character + text.slice(at));

const forbidden = fc
  .tuple(
    fc.constantFrom(
      ...["authorization", "cookie", "x-api-key", "host", "x-forwarded-for", "cf-connecting-ip"],
      ...["content-length", "x-real-ip", "opspulse-run-id", "idempotency-key", "x-user-token"],
      ...["x-http-method-override", "metadata-flavor", "phpsessionid", "proxy-connection"],
    ),
    fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
    fc.constantFrom("-", "_", "."),
  )
  .map(([name, isUpper, separator]) =>
    Array.from(name, (letter, index) => (isUpper[index] ? letter.toUpperCase() : letter))
      .join("")
      .replaceAll("-", separator),
  );
const token = fc.string({
  minLength: 1,
  maxLength: 20,
  unit: fc.constantFrom(...Array.from("aAzZ09-_.!~|`")),
});
const printable = fc.string({
  maxLength: 30,
  unit: fc.constantFrom(...Array.from("\t !\"$'\\azAZ09~")),
});
const storable = fc.string({ maxLength: 30, unit: "grapheme" });

/** Headers of every kind, allowed and not. */
const headers = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.dictionary(
      token,
      printable.map((value) => value.trim()),
      { maxKeys: 4 },
    ),
  },
  { weight: 2, arbitrary: fc.dictionary(fc.oneof(token, forbidden), printable, { maxKeys: 3 }) },
  { weight: 2, arbitrary: fc.dictionary(storable, storable, { maxKeys: 3 }) },
  fc
    .nat(60)
    .map((count) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, "1"])),
    ),
  fc
    .tuple(fc.integer({ min: 8_180, max: 8_200 }), fc.integer({ min: 8_150, max: 8_200 }))
    .map(([first, second]) => ({ A: "x".repeat(first), B: "x".repeat(second) })),
  fc.integer({ min: 250, max: 260 }).map((length) => ({ ["x".repeat(length)]: "1" })),
  fc.constantFrom({ "X-Two": "1", "x-two": "2" }, { A: "ends " }, { A: "a\nb" }, {}),
);

const someText = (maxLength: number) =>
  fc.oneof(
    fc.string({ maxLength: 12, unit: "grapheme-ascii" }),
    fc.integer({ min: maxLength - 1, max: maxLength + 1 }).map((length) => "x".repeat(length)),
  );
const parts = {
  type: fc.constantFrom(...everyRule.map(({ type }) => type), "regex", null, 7),
  accept: fc.array(fc.constantFrom("2xx", "204", "200-299", "299-200", "6xx", "999", "", 200), {
    maxLength: 22,
  }),
  max_ms: fc.constantFrom(0, 1, 800, 30_000, 30_001, 1.5, "800", null),
  otherwise: fc.constantFrom("FAIL", "DEGRADED", "fail", null),
  operator: fc.constantFrom(
    ...["contains", "not_contains", "matches", "equals", "not_equals", "exists", "not_exists"],
    ...["greater_than", "less_than", "like", null],
  ),
  value: fc.oneof(
    someText(200),
    someText(1_000),
    fc.constantFrom(null, true, 0, -1.5, 1e21, [], {}),
  ),
  path: fc.oneof(someText(200), fc.constantFrom("/a", "$.a", 7, null)),
  name: fc.oneof(someText(256), fc.constantFrom("Content-Type", "a b", "", 7)),
  min_days: fc.constantFrom(0, 1, 14, 365, 366, "14"),
};
const anyRule = fc.oneof(
  fc.constantFrom(...everyRule),
  fc.record(parts, { requiredKeys: [] }),
  // A sound rule of which one part is another, or is missing.
  fc
    .tuple(fc.constantFrom(...everyRule), fc.record(parts, { requiredKeys: [] }), fc.nat(9))
    .map(([rule, others, index]) => {
      const keys = [...Object.keys(rule), ...Object.keys(others)];
      const key = keys[index % keys.length] ?? "type";
      return { ...rule, [key]: (others as Record<string, unknown>)[key] };
    }),
  fc.jsonValue({ maxDepth: 1 }),
);
const anyRules = fc.oneof(
  { weight: 8, arbitrary: fc.array(anyRule, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...everyRule), { maxLength: 22 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
);

describe("what members write", () => {
  const database = openSuiteDatabase();
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await createTestWorkspace(database.db);
  });

  /** The verdicts of a function of the database on many values. */
  async function verdictsOf(name: string, values: readonly unknown[]): Promise<boolean[]> {
    const rows = await database.db.execute<{ verdict: boolean }>(sql`
      select ${sql.identifier(name)}(value) as verdict
      from jsonb_array_elements(${JSON.stringify(values)}::jsonb) with ordinality order by ordinality`);
    return rows.map(({ verdict }) => verdict);
  }

  const insert = (row: Row) =>
    refusalOf(
      database.db.execute(insertInto("routines", routineRow(workspace.context.workspaceId, row))),
    );

  test("the checks in the database are those that the domain's limits and lists give", async () => {
    const rows = await database.db.execute<{ name: string; body: string }>(sql`
      select proname as name, prosrc as body from pg_proc where pronamespace = 'public'::regnamespace`);
    const bodies = new Map(rows.map(({ name, body }) => [name, body]));
    for (const statement of rowChecks) {
      const [name = ""] = functionsOf(statement);
      expect(bodies.get(name), name).toBe(statement.split("$check$")[1]);
    }
  });

  test("the trigger comes for every column that is judged, and for none that the scheduler moves", async () => {
    const rows = await database.db.execute<{ column: string }>(sql`
      select attname as column from pg_trigger
      join pg_attribute on attrelid = tgrelid and attnum = any (tgattr)
      where tgname = 'check_routine'`);
    const judging = rowChecks.find((statement) => statement.includes("find_broken_check(")) ?? "";
    const judged = new Set(Array.from(judging.matchAll(/ old\.(\w+)/g), ([, name]) => name));
    expect(rows.map(({ column }) => column).sort()).toEqual([...judged].sort());
    expect(rows.map(({ column }) => column)).not.toContain("is_active");
  });

  test("headers are judged by the database as by the verbs", async () => {
    const samples = fc.sample(headers, { numRuns: 600, seed: 14 });
    const verdicts = await verdictsOf("has_allowed_headers", samples);
    const allowed = samples.map((sample) => checkHeaders(sample).length === 0);
    expect(samples.filter((_, index) => verdicts[index] !== allowed[index])).toEqual([]);
    expect(allowed.filter(Boolean).length).toBeGreaterThan(200);
    expect(allowed.filter((isAllowed) => !isAllowed).length).toBeGreaterThan(150);
  });

  test("headers that are no object of texts are refused by the database", async () => {
    const verdicts = await verdictsOf("has_allowed_headers", [
      ...[null, [], "a", 7, { A: 7 }, { A: null }, { A: {} }, { A: ["a"] }],
    ]);
    expect(verdicts).toEqual(verdicts.map(() => false));
  });

  test("success rules are judged by the database as by the verbs", async () => {
    const samples = fc.sample(anyRules, { numRuns: 1_500, seed: 14 });
    const parsed = samples.map((sample) => {
      const result = successRules.safeParse(sample);
      return result.success && findSuccessRuleProblems(result.data).length === 0
        ? result.data
        : null;
    });
    // The verbs store a rule as they read it, with its defaults.
    const verdicts = await verdictsOf(
      "has_valid_success_rules",
      samples.map((sample, index) => parsed[index] ?? sample),
    );
    const differing = samples.filter((_, index) => verdicts[index] !== (parsed[index] !== null));
    expect(differing).toEqual([]);
    expect(parsed.filter((rules) => rules !== null && rules.length > 0).length).toBeGreaterThan(
      150,
    );
    expect(parsed.filter((rules) => rules === null).length).toBeGreaterThan(500);
  });

  const refusedRows = fc.oneof(
    spoilt("Payments", control).map((name) => ({ name })),
    spoilt("https://example.com/health", fc.oneof(control, hidden)).map((endpoint_url) => ({
      endpoint_url,
    })),
    fc
      .constantFrom("example.com", "ftp://example.com", "javascript:alert(1)", "https:///x", "//x")
      .map((endpoint_url) => ({ endpoint_url })),
    spoilt("America/Sao_Paulo", fc.oneof(control, fc.constantFrom(" ", ";", "'", "é"))).map(
      (timezone) => ({ timezone }),
    ),
    spoilt("*/5 * * * *", fc.oneof(control, fc.constantFrom("é", "@", "%", "'", "ı"))).map(
      (cron_expression) => ({ cron_expression, interval_minutes: null }),
    ),
    spoilt("PAYMENTS", fc.oneof(control, fc.constantFrom(" ", "/", "🔑", "'"))).map(
      (secret_ref) => ({ auth_mode: "SECRET_REF", secret_ref }),
    ),
    spoilt("HOOK", control).map((signing_secret_ref) => ({ kind: "WEBHOOK", signing_secret_ref })),
    forbidden.map((name) => ({ headers_json: JSON.stringify({ [name]: "1" }) })),
    fc
      .tuple(
        token,
        spoilt(
          "value",
          fc.oneof(
            control.filter((c) => c !== "\t"),
            fc.constant("é"),
          ),
        ),
      )
      .map(([name, value]) => ({ headers_json: JSON.stringify({ [`X${name}`]: value }) })),
    anyRule
      .filter((rule) => !successRules.safeParse([rule]).success)
      .map((rule) => ({ success_rules: JSON.stringify([rule ?? null]) })),
    fc.constantFrom(
      { success_rules: "[null]" },
      { interval_minutes: 0 },
      { interval_minutes: 525_601 },
      { interval_minutes: 5, jitter_seconds: 300 },
      { timeout_seconds: 31 },
      { max_attempts: 6 },
      { http_method: "GET", body: "a" },
      { starts_at: "-infinity" },
      { starts_at: "1999-12-31T23:59:59Z" },
      { ends_at: "infinity" },
      { interval_minutes: null, run_at: "-infinity" },
      { interval_minutes: null, run_at: "2027-01-05T12:30:00.001Z" },
      { gap_policy: "RUN" },
    ),
  );

  test("rows that the verbs would refuse are refused to the service connection too", async () => {
    await fc.assert(
      fc.asyncProperty(refusedRows, async (row) => {
        expect(await insert(row)).toMatchObject({ code: CHECK_VIOLATION });
      }),
      { numRuns: 250 },
    );
  });

  const inputs = fc.record(
    {
      name: fc.oneof(fc.string({ unit: "binary", maxLength: 130 }), fc.constant("Payments")),
      kind: fc.constantFrom("PING", "CHECK"),
      endpoint_url: fc.oneof(
        { weight: 4, arbitrary: fc.webUrl({ withQueryParameters: true, withFragments: true }) },
        spoilt("https://example.com/", fc.string({ unit: "binary", maxLength: 2 })),
      ),
      http_method: fc.constantFrom("GET", "POST", "DELETE"),
      body: fc.option(fc.string({ unit: "binary", maxLength: 20 })),
      headers_json: headers,
      interval_minutes: fc.option(fc.integer({ min: -1, max: 525_601 })),
      cron_expression: fc.option(
        fc.oneof(
          fc.constantFrom(
            "*/5 * * * *",
            " 0\t9\n* *\u00a01-5 ",
            "0 9 * * frı",
            "0 9 * jan mon-SUN",
            "0 9 ? * mon#2,FRIL",
            "0 9 L,L-3 * *",
          ),
          fc.string({ maxLength: 12 }),
        ),
      ),
      timezone: fc.constantFrom("UTC", "america/sao_paulo", "Etc/GMT+5", "America/Port-au-Prince"),
      jitter_seconds: fc.integer({ min: -1, max: 400 }),
      gap_policy: fc.constantFrom("SKIP", "RUN_AFTER_GAP"),
      starts_at: fc.option(fc.date({ noInvalidDate: true }).map((date) => date.toISOString())),
      ends_at: fc.constant("2999-12-31T23:59:59Z"),
      max_attempts: fc.integer({ min: 0, max: 6 }),
      success_rules: anyRules,
      timeout_seconds: fc.integer({ min: 0, max: 31 }),
    },
    { requiredKeys: ["name", "endpoint_url"] },
  );
  /** Mostly sound: a generated part replaces one of a routine that is accepted. */
  const mostlySound = fc
    .tuple(inputs, fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }))
    .map(([input, chosen]) => {
      const entries = Object.entries(input);
      const parts = chosen.map((index) => entries[index % entries.length] ?? ["name", "Health"]);
      const others = Object.fromEntries(parts) as Record<string, unknown>;
      const isCron = typeof others.cron_expression === "string";
      return {
        name: "Health",
        endpoint_url: "https://example.com/health",
        ...(!isCron && { interval_minutes: 10 }),
        ...others,
        ...(isCron && { interval_minutes: null }),
      };
    });

  test("whatever the verbs accept, the database accepts", async () => {
    let accepted = 0;
    const byVerb = (work: Promise<unknown>) =>
      work.then(
        () => {
          accepted += 1;
        },
        (error: unknown) => {
          if (!(error instanceof ValidationError)) throw error;
        },
      );
    const id = await workspace.addRoutine();
    await fc.assert(
      fc.asyncProperty(mostlySound, async (input) => {
        await byVerb(createRoutine(workspace.context, input));
        await byVerb(updateRoutine(workspace.context, id, input));
      }),
      { numRuns: 150 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test("a row from before the checks can be paused, run and renamed, but nothing bad written again", async () => {
    const { db } = database;
    const { workspaceId } = workspace.context;
    await db.execute(sql`alter table routines disable trigger check_routine`);
    const row = { name: "Before", headers_json: '{"Host":"other"}', success_rules: "[null]" };
    await db.execute(insertInto("routines", routineRow(workspaceId, row)));
    await db.execute(sql`alter table routines enable trigger check_routine`);
    const isIt = sql`name = 'Before'`;
    for (const change of [
      sql`is_active = false`,
      sql`lock_until = now(), locked_by = 'worker', lease_token = lease_token + 1`,
      sql`timezone = 'Europe/Berlin', headers_json = headers_json`,
    ]) {
      expect(
        await refusalOf(db.execute(sql`update routines set ${change} where ${isIt}`)),
      ).toBeNull();
    }
    const worse = sql`update routines set headers_json = '{"Host":"third"}' where ${isIt}`;
    expect(await refusalOf(db.execute(worse))).toMatchObject({
      code: CHECK_VIOLATION,
      constraint: "ck_routines_headers_json",
    });
    await db.delete(routines).where(isIt);
  });
});

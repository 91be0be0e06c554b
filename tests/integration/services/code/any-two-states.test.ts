import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyCode } from "@/lib/services/code/apply-code";
import { exportCode } from "@/lib/services/code/export-code";
import { planCode } from "@/lib/services/code/plan-code";
import { jsonFile, yamlFile } from "@/tests/support/code-file";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

/** The time of a property, so that a slow machine tries fewer pairs: one at least. */
const LIMIT_MS = 8_000;

/** Whether the time of a property is over, counted from its first call. */
function timeLimit(limitMs: number): () => boolean {
  let until: number | null = null;
  return () => {
    const isFirst = until === null;
    until ??= performance.now() + limitMs;
    return !isFirst && performance.now() > until;
  };
}

const PREFIX = "p/";
const keys = ["a", "b", "c/d", "e.f", "g-1"].map((name) => PREFIX + name);
const key = fc.constantFrom(...keys);
const tag = fc.constantFrom("prod", "eu", "ação", "no: yes");
const tags = fc.uniqueArray(tag, { maxLength: 3, selector: (name) => name.toLowerCase() });
const text = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter(
    (name) =>
      /\p{L}/u.test(name) &&
      !/[\p{C}\p{Zl}\p{Zp}]/u.test(name) &&
      !/[\p{Default_Ignorable_Code_Point}]/u.test(name),
  );

const policy = fc.record({
  conditions: fc.constantFrom(
    [],
    [{ type: "missed", count: 2 }],
    [{ type: "slow", duration_ms: 500, count: 1 }],
  ),
  resolve_after: fc.integer({ min: 1, max: 3 }),
});

const schedule = fc.oneof(
  fc.record({ interval_minutes: fc.integer({ min: 5, max: 600 }) }),
  fc.record({
    cron_expression: fc.constantFrom("0 3 * * *", "*/15 * * * mon-fri", "5 4 1 * *"),
    timezone: fc.constantFrom("UTC", "America/Sao_Paulo"),
  }),
  fc.constant({ run_at: "2999-05-05T05:05:00Z" }),
);

const request = fc.oneof(
  fc.record({
    http_method: fc.constantFrom("POST", "PUT"),
    body: fc.string({ unit: "grapheme", maxLength: 60 }).filter((body) => !/[\0{}]/.test(body)),
  }),
  fc.constant({}),
);

const routine = fc
  .tuple(
    fc.record({
      key,
      name: text,
      endpoint_url: fc.constantFrom("https://example.com/a", "https://example.com/b?x=1"),
    }),
    schedule,
    request,
    fc.record(
      {
        is_active: fc.boolean(),
        headers_json: fc.constantFrom({}, { Accept: "yes" }, { "X-A": "1", Accept: "~" }),
        jitter_seconds: fc.integer({ min: 0, max: 60 }),
        tags,
        alert_policy: fc.option(policy),
        success_rules: fc.constantFrom(
          [],
          [{ type: "json", path: "$.a", operator: "equals", value: 1.5 }],
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(
    ([own, ...parts]): Record<string, unknown> & { key: string } =>
      Object.assign({}, ...parts, own) as Record<string, unknown> & { key: string },
  );

const refs = fc.uniqueArray(key, { maxLength: 2 });

const channel = fc.record({
  key,
  name: text,
  kind: fc.constantFrom("WEBHOOK", "ALERTMANAGER"),
  config: fc.constantFrom({ url: "https://example.com/w" }, { url: "https://example.org/w" }),
  is_active: fc.boolean(),
  routines: refs,
  tags,
});

const window = fc
  .tuple(
    fc.record({ key, name: text, routines: refs, tags }),
    fc.constantFrom<object>(
      { cron_expression: "0 2 * * *", duration_minutes: 30 },
      { starts_at: "2998-01-01T00:00:00Z", ends_at: "2998-01-01T02:00:00Z" },
    ),
  )
  .map(([own, times]) => ({ ...times, ...own }));

const byKey = { maxLength: 4, selector: ({ key: name }: { key: string }) => name };

const document = fc
  .record({
    tags: fc.uniqueArray(
      fc.record(
        { name: tag, color: fc.constantFrom("red", "blue", "gray") },
        { requiredKeys: ["name"] },
      ),
      { maxLength: 3, selector: ({ name }) => name.toLowerCase() },
    ),
    policies: fc.record(
      {
        default: policy,
        tags: fc.dictionary(fc.constantFrom("eu", "ação"), policy, { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
    channels: fc.uniqueArray(channel, byKey),
    maintenance: fc.uniqueArray(window, byKey),
    routines: fc.uniqueArray(routine, byKey),
  })
  .map(({ channels, maintenance, ...rest }) => {
    const known = new Set(rest.routines.map((item) => item.key));
    const withKnown = <Item extends { routines: string[] }>(item: Item): Item => ({
      ...item,
      routines: item.routines.filter((name) => known.has(name)),
    });
    return {
      version: 1,
      prefix: PREFIX,
      ...rest,
      channels: channels.map(withKnown),
      maintenance: maintenance.map(withKnown),
    };
  });

describe("any two states of a workspace", () => {
  const database = openSuiteDatabase();
  const newWorkspace = () => createTestWorkspace(database.db);
  type Owner = Awaited<ReturnType<typeof newWorkspace>>;
  const exportOf = ({ context }: Owner) =>
    exportCode(context, { format: "yaml", prefix: PREFIX, withUnmanaged: false });

  test(
    "apply gets from one to the other, and then has nothing to do",
    { timeout: 15 * LIMIT_MS },
    async () => {
      const isOver = timeLimit(LIMIT_MS);
      await fc.assert(
        fc.asyncProperty(document, document, async (one, other) => {
          if (isOver()) return;
          const [way, straight] = [await newWorkspace(), await newWorkspace()];
          await applyCode(way.context, jsonFile(one), null);
          const file = jsonFile(other);
          const plan = await planCode(way.context, file);
          await applyCode(way.context, file, plan.plan);
          expect(await planCode(way.context, file)).toMatchObject({ changes: [], drift: [] });
          // The file that one gets is that of a workspace that has known nothing else.
          await applyCode(straight.context, file, null);
          const [text, expected] = [await exportOf(way), await exportOf(straight)];
          expect(withoutColours(text)).toBe(withoutColours(expected));
          expect((await planCode(way.context, yamlFile(text))).changes).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );

  test(
    "a file with one problem changes nothing of the other state",
    { timeout: 15 * LIMIT_MS },
    async () => {
      const isOver = timeLimit(LIMIT_MS / 4);
      const wrong = fc.constantFrom(
        { interval_minutes: 5, endpoint_url: "http://10.0.0.1/" },
        { interval_minutes: 5, run_at: "2999-01-01T00:00:00Z" },
        { interval_minutes: 5, secret_ref: "missing", auth_mode: "SECRET_REF" },
        { interval_minutes: 5, unknown: true },
      );
      await fc.assert(
        fc.asyncProperty(document, document, wrong, async (one, other, broken) => {
          if (isOver()) return;
          const owner = await newWorkspace();
          await applyCode(owner.context, jsonFile(one), null);
          const before = await exportOf(owner);
          const item = { key: `${PREFIX}broken`, name: "X", endpoint_url: "https://example.com/" };
          const file = { ...other, routines: [...other.routines, { ...item, ...broken }] };
          await expect(applyCode(owner.context, jsonFile(file), null)).rejects.toMatchObject({
            code: "VALIDATION",
          });
          expect(await exportOf(owner)).toBe(before);
        }),
        { numRuns: 20 },
      );
    },
  );
});

/** A tag that a file lists without a colour keeps the one that it has had. */
const withoutColours = (text: string) => text.replace(/^ +color: .*\n/gm, "");

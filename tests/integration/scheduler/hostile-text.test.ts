import { brotliCompressSync } from "node:zlib";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routines, runs } from "@/db/schema";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { MAX_SUCCESS_RULES } from "@/lib/domain/run/success-rule-options";
import { testRequest } from "@/lib/services/requests/test-request";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { measureLongestTurn } from "@/tests/support/longest-turn";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

/** Runs that are made to cost as much as they can. */
const HOSTILE_RUNS = 12;

/** What the main thread computes without a pause: 10 ms of this are used, and 320 ms were. */
const LONGEST_TURN_MS = 100;

const slowPattern: SuccessRule = {
  type: "body",
  operator: "matches",
  value: "\\pL{1,990}(?:\\b|\\B)\\d",
};
const hugePattern: SuccessRule = { ...slowPattern, value: "((a{1,10}){1,10}){1,10}" };
const json: SuccessRule = { type: "json", path: "/0", operator: "equals", value: 1 };

const letters = "aé".repeat(35_000);
const objects = `[1${',{"a":{}}'.repeat(95_000)}]`;
const bomb = brotliCompressSync(Buffer.alloc(200_000_000));

describe("text that is made to take long", () => {
  const database = openSuiteDatabase();
  let endpoint: Endpoint;
  let hostile: TestWorkspace;
  let neighbour: TestWorkspace;

  beforeAll(async () => {
    endpoint = await startEndpoint(({ url }, response) => {
      if (url === "/bomb") response.writeHead(200, { "content-encoding": "br" }).end(bomb);
      else response.end(url === "/letters" ? letters : url === "/objects" ? objects : "ok");
    });
  });
  afterAll(() => endpoint.close());

  beforeEach(async () => {
    await database.db.delete(routines);
    const settings = { maxConcurrency: 40 };
    hostile = await createTestWorkspace(database.db, settings);
    neighbour = await createTestWorkspace(database.db, settings);
  });

  /** Adds a due routine with rules that need not have come through the verbs. */
  async function addHostile(path: string, successRules: SuccessRule[]) {
    const { id } = await hostile.createDueRoutine(`${endpoint.url}${path}`);
    const row = { successRules, keepBody: "ALWAYS" as const };
    await database.db.update(routines).set(row).where(eq(routines.id, id));
    return id;
  }

  test.each([
    ["20 patterns", "/letters", Array<SuccessRule>(MAX_SUCCESS_RULES).fill(slowPattern)],
    ["20 huge patterns", "/letters", Array<SuccessRule>(MAX_SUCCESS_RULES).fill(hugePattern)],
    ["JSON of 1 MB", "/objects", [json]],
    ["a body that unpacks to 200 MB", "/bomb", [json]],
  ])(
    `%s in ${HOSTILE_RUNS} runs at once delay no neighbour, and end as results`,
    async (_name, path, rules) => {
      for (let index = 0; index < HOSTILE_RUNS; index += 1) await addHostile(path, rules);
      const { id } = await neighbour.createDueRoutine(`${endpoint.url}/ok`, 0, {
        timeout_seconds: 1,
        success_rules: [{ type: "body", operator: "contains", value: "ok" }],
      });
      const turnMs = await measureLongestTurn(async () => {
        expect((await runDueRoutines(hostile.context)).remaining_due).toBe(0);
      });

      expect(turnMs).toBeLessThan(LONGEST_TURN_MS);
      expect(await neighbour.readRuns(id)).toMatchObject([{ status: "SUCCESS", errorCode: null }]);
      const ended = await database.db
        .select()
        .from(runs)
        .where(eq(runs.workspaceId, hostile.context.workspaceId));
      expect(ended).toHaveLength(HOSTILE_RUNS);
      for (const { status, errorCode } of ended) {
        if (path === "/objects") expect(["SUCCESS", "FAIL"]).toContain(status);
        else expect({ status, errorCode }).toEqual({ status: "FAIL", errorCode: "ASSERTION" });
      }
    },
  );

  test("a pattern in a row that is too large is named, and the other rules are judged", async () => {
    const contains: SuccessRule = { type: "body", operator: "contains", value: "no" };
    const id = await addHostile("/ok", [hugePattern, contains]);
    await runDueRoutines(hostile.context);
    const [run] = await hostile.readRuns(id);
    expect(run).toMatchObject({
      status: "FAIL",
      errorCode: "ASSERTION",
      errorMessage:
        'The pattern "((a{1,10}){1,10}){1,10}" is invalid or too large. Edit the rule. The body does not contain "no".',
    });
  });

  test("patterns that are slow to compile block nobody at the form", async () => {
    const wide = (index: number): SuccessRule => ({
      ...slowPattern,
      value: `(?i)${index}${"[a-\u{10ffff}]".repeat(32)}`,
    });
    const input = {
      endpoint_url: `${endpoint.url}/ok`,
      success_rules: Array.from({ length: 9 }, (_, index) => wide(index)),
    };
    const checked = testRequest(hostile.context, input).catch((error: unknown) => error);
    const turnMs = await measureLongestTurn(async () => {
      const contains = { ...slowPattern, value: "^ok$" };
      const request = { endpoint_url: `${endpoint.url}/ok`, success_rules: [contains] };
      expect(await testRequest(neighbour.context, request)).toMatchObject({ status: "SUCCESS" });
      await checked;
    });
    expect(turnMs).toBeLessThan(LONGEST_TURN_MS);
  });
});

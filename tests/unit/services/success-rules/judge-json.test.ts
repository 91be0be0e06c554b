import { describe, expect, test } from "vitest";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import type { RuleOf } from "@/lib/domain/run/success-rule";
import { explainBrokenRules, judgeResponse } from "@/lib/services/success-rules/judge-response";
import { plainResponse } from "@/tests/support/rule-fixture";

type JsonRule = Omit<RuleOf<"json">, "type">;

/** The sentence about a rule that a body breaks; null where it holds. */
function judge(text: string, rule: JsonRule): string | null {
  const broken = judgeResponse([{ type: "json", ...rule }], { ...plainResponse, body: { text } });
  return broken.length === 0 ? null : explainBrokenRules(broken);
}

const n = toJsonNumber;

describe("numbers are compared by their figures", () => {
  test.each<[string, JsonRule["operator"], JsonRule["value"], string | null]>([
    ["9007199254740993", "equals", n("9007199254740993"), null],
    [
      "9007199254740993",
      "equals",
      9007199254740992,
      "$ is 9007199254740993 and should equal 9007199254740992.",
    ],
    [
      "9007199254740992",
      "equals",
      n("9007199254740993"),
      "$ is 9007199254740992 and should equal 9007199254740993.",
    ],
    ["9007199254740993", "not_equals", 9007199254740992, null],
    ["9007199254740993.0", "equals", n("9007199254740993"), null],
    [
      "12345678901234567890",
      "equals",
      n("12345678901234567891"),
      "$ is 12345678901234567890 and should equal 12345678901234567891.",
    ],
    [
      "0.1234567890123456789",
      "equals",
      n("0.1234567890123456788"),
      "$ is 0.1234567890123456789 and should equal 0.1234567890123456788.",
    ],
    ["-12345678901234567890", "less_than", n("-12345678901234567889"), null],
    ["9007199254740993", "greater_than", 9007199254740992, null],
    [
      "9007199254740992",
      "greater_than",
      9007199254740992,
      "$ is 9007199254740992 and should be greater than 9007199254740992.",
    ],
    ["9007199254740993", "less_than", n("9007199254740994"), null],
    ["1.0", "equals", 1, null],
    ["1e2", "equals", 100, null],
    ["0.10", "equals", 0.1, null],
    ["-0", "equals", 0, null],
    ["1E400", "equals", n("10e399"), null],
    ["9007199254740993", "one_of", [1, n("9007199254740993")], null],
    [
      "9007199254740993",
      "one_of",
      [1, 9007199254740992],
      "$ is 9007199254740993 and should be one of 1, 9007199254740992.",
    ],
    ["9007199254740993", "between", [n("9007199254740993"), n("9007199254740993")], null],
    ["[9007199254740993]", "contains", n("9007199254740993"), null],
    [
      "[9007199254740993]",
      "contains",
      9007199254740992,
      "$ is [9007199254740993] and should contain 9007199254740992.",
    ],
    ["9007199254740993", "matches", "^9007199254740993$", null],
    [
      '{"id":9007199254740993}',
      "not_exists",
      undefined,
      '$ is {"id":9007199254740993} and should not exist.',
    ],
  ])("%s %s %j", (text, operator, value, sentence) => {
    expect(judge(text, { path: "$", operator, value })).toBe(sentence);
  });

  test.each([
    ["/a/id", '{"a":{"id":9007199254740993}}'],
    ["$.a.id", '{"a":{"id":9007199254740993}}'],
    ["/0", "[9007199254740993]"],
    ["$['__proto__']", '{"__proto__":9007199254740993}'],
  ])("at %s of %s", (path, text) => {
    expect(judge(text, { path, operator: "equals", value: n("9007199254740993") })).toBeNull();
    expect(judge(text, { path, operator: "equals", value: 9007199254740992 })).toContain(
      "is 9007199254740993 and",
    );
  });
});

describe("what looks alike is told apart", () => {
  test.each<[string, JsonRule["operator"], JsonRule["value"], string]>([
    ["1", "equals", "1", '$ is the number 1 and should equal the text "1".'],
    ['"1"', "equals", 1, '$ is the text "1" and should equal the number 1.'],
    ['"true"', "equals", true, '$ is the text "true" and should equal true.'],
    ["null", "equals", "null", '$ is null and should equal the text "null".'],
    ['"3"', "greater_than", 2, '$ is the text "3" and should be greater than the number 2.'],
    ['"3"', "between", [1, 5], '$ is the text "3" and should be between 1 and 5.'],
    ['"1"', "one_of", [1, 2], '$ is the text "1" and should be one of 1, 2.'],
    ['"b"', "equals", "a", '$ is "b" and should equal "a".'],
  ])("%s %s %j: %s", (text, operator, value, sentence) => {
    expect(judge(text, { path: "$", operator, value })).toBe(sentence);
  });
});

describe("each comparison", () => {
  test.each<[string, JsonRule["operator"], JsonRule["value"], string | null]>([
    ['"up"', "one_of", ["up", "ok"], null],
    ["null", "one_of", ["up", null], null],
    ['"UP"', "one_of", ["up", "ok"], '$ is "UP" and should be one of "up", "ok".'],
    ["5", "between", [5, 10], null],
    ["10", "between", [5, 10], null],
    [
      "10.0000000000000000001",
      "between",
      [5, 10],
      "$ is 10.0000000000000000001 and should be between 5 and 10.",
    ],
    ["null", "between", [0, 10], "$ is null and should be between 0 and 10."],
    ['"v1.2"', "matches", "^v\\d", null],
    ['"1.2"', "matches", "^v\\d", '$ is "1.2" and should match "^v\\\\d".'],
    ["200", "matches", "^2\\d\\d$", null],
    ["null", "matches", ".*", '$ is null and should match ".*".'],
    ["true", "matches", ".*", '$ is true and should match ".*".'],
    ['["a"]', "matches", "a", '$ is ["a"] and should match "a".'],
    ['"all is up"', "contains", "up", null],
    ['["up","down"]', "contains", "down", null],
    ['["up"]', "contains", "down", '$ is ["up"] and should contain "down".'],
    ['["1"]', "contains", 1, '$ is ["1"] and should contain 1.'],
    ['{"up":1}', "contains", "up", '$ is {"up":1} and should contain "up".'],
    ['["up"]', "not_contains", "down", null],
    ['["up"]', "not_contains", "up", '$ is ["up"] and should not contain "up".'],
    ["1", "not_contains", "up", '$ is 1 and should not contain "up".'],
    ['"añ😀"', "length", 3, null],
    ["[]", "length", 0, null],
    ["[1,2]", "length", [1, null], null],
    ['{"a":1}', "length", [null, 1], null],
    ["[]", "length", [1, null], "$ has the length 0 and should have a length of at least 1."],
    ["[1,2,3]", "length", [null, 2], "$ has the length 3 and should have a length of at most 2."],
    ['"abc"', "length", [4, 5], "$ has the length 3 and should have a length between 4 and 5."],
    ['"abc"', "length", 4, "$ has the length 3 and should have a length of 4."],
    ["3", "length", 3, "$ has no length and should have a length of 3."],
    ["12345678901234567890", "length", 1, "$ has no length and should have a length of 1."],
  ])("%s %s %j", (text, operator, value, sentence) => {
    expect(judge(text, { path: "$", operator, value })).toBe(sentence);
  });
});

describe("of several values", () => {
  const items =
    '{"items":[{"ok":true,"n":1},{"ok":false,"n":2},{"n":3}],"none":[],"one":{"ok":true}}';

  test.each<[JsonRule, string | null]>([
    [{ path: "$.items[*].n", operator: "greater_than", value: 0 }, null],
    [
      { path: "$.items[*].n", operator: "less_than", value: 2, quantifier: "all" },
      "$.items[1].n is 2 and should be less than 2.",
    ],
    [{ path: "$.items[*].n", operator: "less_than", value: 2, quantifier: "any" }, null],
    [
      { path: "$.items[*].n", operator: "greater_than", value: 5, quantifier: "any" },
      "$.items[*].n is [1,2,3], and one value of it should be greater than 5.",
    ],
    [{ path: "$.items[*].ok", operator: "exists" }, "$.items[2].ok is missing and should exist."],
    [{ path: "$.items[*].ok", operator: "exists", quantifier: "any" }, null],
    [{ path: "$.items[*].ok", operator: "equals", value: false, quantifier: "any" }, null],
    [{ path: "$.items[*].error", operator: "not_exists" }, null],
    [
      { path: "$.items[*].ok", operator: "not_exists" },
      "$.items[0].ok is true and should not exist.",
    ],
    [{ path: "$.items[*].ok", operator: "not_exists", quantifier: "any" }, null],
    [
      { path: "$.items[*].error", operator: "exists", quantifier: "any" },
      "$.items[*].error is missing, and one value of it should exist.",
    ],
    [
      { path: "$.none[*]", operator: "equals", value: 1 },
      "$.none[*] is an empty list, and each value of it should equal 1.",
    ],
    [
      { path: "$.none[*]", operator: "equals", value: 1, quantifier: "any" },
      "$.none[*] is an empty list, and one value of it should equal 1.",
    ],
    [{ path: "$.none[*]", operator: "not_exists" }, null],
    [{ path: "$.gone[*].error", operator: "not_exists" }, null],
    [
      { path: "$.gone[*].ok", operator: "equals", value: true },
      "$.gone.ok is missing and should equal true.",
    ],
    [{ path: "$.one.*", operator: "equals", value: true }, null],
    [{ path: "$.items[*].n", operator: "matches", value: "^[123]$" }, null],
    [
      { path: "$.items[*].n", operator: "matches", value: "^[13]$" },
      '$.items[1].n is 2 and should match "^[13]$".',
    ],
    [
      { path: "$.items[*]", operator: "length", value: 2 },
      "$.items[2] has the length 1 and should have a length of 2.",
    ],
    [
      { path: "$.items[*]", operator: "length", value: 7, quantifier: "any" },
      "$.items[*] has the length [2,2,1], and one value of it should have a length of 7.",
    ],
  ])("%j", (rule, sentence) => {
    expect(judge(items, rule)).toBe(sentence);
  });

  test("are judged within a moment, also half a million", () => {
    const text = `[${"1,".repeat(500_000)}2]`;
    const startedAtMs = performance.now();
    const rule = { path: "$[*]", operator: "equals", value: 1 } as const;
    expect(judge(text, rule)).toBe("$[500000] is 2 and should equal 1.");
    expect(performance.now() - startedAtMs).toBeLessThan(2_000);
  });
});

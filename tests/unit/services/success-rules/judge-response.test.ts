import { describe, expect, test } from "vitest";
import type { BrokenRule } from "@/lib/domain/run/run-evidence";
import type { JsonScalar, SuccessRule } from "@/lib/domain/run/success-rule";
import type { JsonOperator } from "@/lib/domain/run/success-rule-options";
import { DAY_MS } from "@/lib/domain/time-units";
import {
  explainBrokenRules,
  isOnlyDegraded,
  judgeResponse,
  type EndpointResponse,
} from "@/lib/services/success-rules/judge-response";
import { plainResponse } from "@/tests/support/rule-fixture";

const now = new Date("2026-11-20T12:00:00Z");
const daysFromNow = (days: number) => new Date(now.getTime() + days * DAY_MS);

const response: EndpointResponse = { ...plainResponse, now };

const HOLDS = "holds";

/** What breaks one rule, or that it holds. */
function judgeOne(rule: SuccessRule, given: Partial<EndpointResponse>) {
  const [broken, ...more] = judgeResponse([rule], { ...response, ...given });
  expect(more).toEqual([]);
  if (broken === undefined) return HOLDS;
  expect(broken.rule).toBe(rule);
  return { found: broken.found, fault: broken.fault };
}

const foundToBe = (found: string | null) => ({ found, fault: null });
const faulty = (fault: string) => ({ found: null, fault });

describe("the status", () => {
  test.each([
    [["2xx"], 200, HOLDS],
    [["2xx"], 503, foundToBe("503")],
    [["204", "400-499"], 404, HOLDS],
    [["204", "400-499"], 200, foundToBe("200")],
  ])("that %j accepts, being %i", (accept, status, verdict) => {
    expect(judgeOne({ type: "status", accept }, { status })).toEqual(verdict);
  });

  test("is not judged without a rule", () => {
    expect(judgeResponse([], { ...response, status: 500 })).toEqual([]);
    const rule: SuccessRule = { type: "duration", max_ms: 1_000, otherwise: "FAIL" };
    expect(judgeResponse([rule], { ...response, status: 500 })).toEqual([]);
  });
});

test.each([
  [0, HOLDS],
  [1_000, HOLDS],
  [1_001, foundToBe("1001")],
  [2_140, foundToBe("2140")],
])("a duration of %i ms, where 1000 ms is the longest", (durationMs, verdict) => {
  const rule: SuccessRule = { type: "duration", max_ms: 1_000, otherwise: "DEGRADED" };
  expect(judgeOne(rule, { durationMs })).toEqual(verdict);
});

describe("the body", () => {
  test.each([
    ["contains", "ok", "it is ok", HOLDS],
    ["contains", "OK", "it is ok", foundToBe(null)],
    ["contains", "ok", "", foundToBe(null)],
    ["contains", "\ufffd", "a\ufffdb", HOLDS],
    ["not_contains", "error", "it is ok", HOLDS],
    ["not_contains", "error", "", HOLDS],
    ["not_contains", "error", "an error", foundToBe(null)],
    ["not_contains", "b", `${"a".repeat(1_000_000)}b`, foundToBe(null)],
    ["matches", "^v\\d+$", "v12", HOLDS],
    ["matches", "^v\\d+$", "v", foundToBe(null)],
    ["matches", "(", "(", faulty("pattern_unusable")],
    ["matches", "a{1001}", "a", faulty("pattern_unusable")],
  ] as const)("%s %j: %j", (operator, value, text, verdict) => {
    expect(judgeOne({ type: "body", operator, value }, { body: { text } })).toEqual(verdict);
  });

  describe.each(["unreadable", "cut_short", "too_large", "unknown_coding", "too_costly"] as const)(
    "that is %s",
    (fault) => {
      test.each(["contains", "not_contains", "matches"] as const)(
        "breaks a rule that says %s",
        (operator) => {
          const body = { fault };
          expect(judgeOne({ type: "body", operator, value: "a" }, { body })).toEqual(faulty(fault));
        },
      );
    },
  );

  test("is matched for a bounded time, and what is judged after it is judged as ever", () => {
    const slow: SuccessRule = {
      type: "body",
      operator: "matches",
      value: "\\pL{1,990}(?:\\b|\\B)\\d",
    };
    const quick: SuccessRule = { type: "body", operator: "matches", value: "^a" };
    const wrong: SuccessRule = { type: "body", operator: "matches", value: "^b" };
    const rules = [...Array<SuccessRule>(3).fill(slow), quick, wrong];
    const body = { text: "aé".repeat(32_768) };
    const startedAtMs = performance.now();
    const broken = judgeResponse(rules, { ...response, body }, startedAtMs + 3_000);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
    expect(broken.map(({ rule }) => rule)).not.toContain(quick);
    expect(broken.at(-1)).toEqual({ rule: wrong, found: null, fault: null });
    expect(broken.slice(0, 3)).toEqual(
      Array(3).fill({ rule: slow, found: null, fault: "pattern_too_slow" }),
    );
  });
});

test("rules that read a body are not begun after the deadline, and others are judged", () => {
  const rules: SuccessRule[] = [
    { type: "body", operator: "contains", value: "a" },
    { type: "status", accept: ["404"] },
    { type: "json", path: "", operator: "exists" },
    { type: "body", operator: "matches", value: "a" },
  ];
  const late = judgeResponse(rules, { ...response, body: { text: "a" } }, performance.now() - 1);
  expect(late.map(({ fault, found }) => fault ?? found)).toEqual([
    "too_costly",
    "200",
    "too_costly",
    "too_costly",
  ]);
});

describe("a JSON value", () => {
  const document = {
    status: "up",
    count: 3,
    zero: 0,
    isOk: true,
    none: null,
    list: [1, "a"],
    nested: { a: { b: "c" } },
    text: "3",
  };
  const json = (path: string, operator: JsonOperator, value?: JsonScalar): SuccessRule => ({
    type: "json",
    path,
    operator,
    ...(value !== undefined && { value }),
  });

  test.each([
    ["/status", "equals", "up", HOLDS],
    ["$.status", "equals", "up", HOLDS],
    ["/status", "equals", "UP", foundToBe('"up"')],
    ["/count", "equals", 3, HOLDS],
    ["/count", "equals", "3", foundToBe("3")],
    ["/text", "equals", 3, foundToBe('"3"')],
    ["/zero", "equals", false, foundToBe("0")],
    ["/zero", "equals", -0, HOLDS],
    ["/isOk", "equals", true, HOLDS],
    ["/none", "equals", null, HOLDS],
    ["/none", "equals", "null", foundToBe("null")],
    ["/list", "equals", 1, foundToBe('[1,"a"]')],
    ["/nested", "equals", null, foundToBe('{"a":{"b":"c"}}')],
    ["/gone", "equals", null, faulty("missing")],
    ["/status", "not_equals", "down", HOLDS],
    ["/status", "not_equals", "up", foundToBe('"up"')],
    ["/count", "not_equals", "3", HOLDS],
    ["/list", "not_equals", 1, HOLDS],
    ["/gone", "not_equals", "up", faulty("missing")],
    ["/none", "exists", undefined, HOLDS],
    ["", "exists", undefined, HOLDS],
    ["/list/1", "exists", undefined, HOLDS],
    ["/list/2", "exists", undefined, faulty("missing")],
    ["/constructor", "exists", undefined, faulty("missing")],
    ["$.__proto__", "exists", undefined, faulty("missing")],
    ["/gone", "not_exists", undefined, HOLDS],
    ["/toString", "not_exists", undefined, HOLDS],
    ["/none", "not_exists", undefined, foundToBe("null")],
    ["/status", "not_exists", undefined, foundToBe('"up"')],
    ["/count", "greater_than", 2.5, HOLDS],
    ["/count", "greater_than", 3, foundToBe("3")],
    ["/count", "less_than", 3, foundToBe("3")],
    ["/count", "less_than", 3.5, HOLDS],
    ["/text", "greater_than", 2, foundToBe('"3"')],
    ["/none", "less_than", 2, foundToBe("null")],
    ["/isOk", "greater_than", 0, foundToBe("true")],
    ["/list", "greater_than", 0, foundToBe('[1,"a"]')],
    ["/gone", "less_than", 3, faulty("missing")],
    ["$..status", "exists", undefined, faulty("missing")],
  ] as const)("at %j %s %j", (path, operator, value, verdict) => {
    const body = { text: JSON.stringify(document) };
    expect(judgeOne(json(path, operator, value), { body })).toEqual(verdict);
  });

  test.each([
    ["1.0", 1, HOLDS],
    ["1e0", 1, HOLDS],
    ['"\\u0075p"', "up", HOLDS],
    ['\ufeff"up"', "up", HOLDS],
    [' \n"up"\t', "up", HOLDS],
    ["1e400", 1, foundToBe("1e400")],
    ['"a\\u0000b"', "a", foundToBe('"a\\u0000b"')],
    ['"\\ud800"', "a", foundToBe('"\\ud800"')],
  ])("of the document %j equals %j", (text, value, verdict) => {
    expect(judgeOne(json("", "equals", value), { body: { text } })).toEqual(verdict);
  });

  const operators = ["equals", "not_equals", "exists", "not_exists", "greater_than", "less_than"];
  test.each(operators as JsonOperator[])("is not in what is no JSON: %s", (operator) => {
    for (const text of ["up", "{", '{"a":1}x', "{'a':1}", "[1,]", "\ufeff\ufeff1", "\0"]) {
      expect(judgeOne(json("/a", operator, 1), { body: { text } })).toEqual(faulty("not_json"));
    }
  });

  test.each(operators as JsonOperator[])("is not in what cannot be unpacked: %s", (operator) => {
    expect(judgeOne(json("/a", operator, 1), { body: { fault: "unreadable" } })).toEqual(
      faulty("unreadable"),
    );
  });

  test("is found in a document of 100,000 levels", () => {
    const text = `{"a":1,"b":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect(judgeOne(json("/a", "equals", 1), { body: { text } })).toBe(HOLDS);
    expect(judgeOne(json("/b", "equals", 1), { body: { text } })).toEqual(
      foundToBe("[".repeat(200)),
    );
  });
});

describe("a header", () => {
  const rule: SuccessRule = { type: "header", name: "X-Version", operator: "equals", value: "2" };

  test.each([
    [{ "x-version": "2" }, HOLDS],
    [{ "x-version": " 2\t" }, HOLDS],
    [{ "x-version": ["1", "2"] }, HOLDS],
    [{ "x-version": "1, 2" }, foundToBe("1, 2")],
    [{ "x-version": ["1", "3"] }, foundToBe("1, 3")],
    [{ "x-version": "" }, foundToBe("")],
    [{ "x-version": "a\0b\ud800" }, foundToBe("a\ufffdb\ufffd")],
    [{ "x-version": "1".repeat(900) }, foundToBe("1".repeat(200))],
    [{ "x-version": [] }, faulty("missing")],
    [{ "x-version": undefined }, faulty("missing")],
    [{ "x-other": "2" }, faulty("missing")],
  ])("in %j", (headers, verdict) => {
    expect(judgeOne(rule, { headers })).toEqual(verdict);
  });

  test.each(["constructor", "__proto__", "toString"])("is not one for being called %s", (name) => {
    expect(judgeOne({ ...rule, name }, { headers: {} })).toEqual(faulty("missing"));
  });

  test("is compared exactly", () => {
    const headers = { "content-type": "text/html; charset=utf-8" };
    const type = { ...rule, name: "Content-Type" };
    expect(judgeOne({ ...type, value: "text/html; charset=utf-8" }, { headers })).toBe(HOLDS);
    for (const value of ["text/html", "TEXT/HTML; charset=utf-8"]) {
      expect(judgeOne({ ...type, value }, { headers })).toEqual(
        foundToBe("text/html; charset=utf-8"),
      );
    }
  });
});

describe("a certificate that is to be valid for 14 days", () => {
  const rule: SuccessRule = { type: "certificate", min_days: 14 };

  test.each([
    ["for 14 days", daysFromNow(14), HOLDS],
    ["for a year", daysFromNow(365), HOLDS],
    ["a millisecond less", new Date(daysFromNow(14).getTime() - 1), foundToBe("2026-12-04")],
    ["for a day", daysFromNow(1), foundToBe("2026-11-21")],
    ["no longer", daysFromNow(-1), foundToBe("2026-11-19")],
    ["at no time, as there is none", null, faulty("no_certificate")],
    ["until a time that cannot be read", new Date(NaN), faulty("no_certificate")],
  ])("is valid %s", (_, certificateExpiresAt, verdict) => {
    expect(judgeOne(rule, { certificateExpiresAt })).toEqual(verdict);
  });
});

const status: SuccessRule = { type: "status", accept: ["200", "2xx"] };
const slow: SuccessRule = { type: "duration", max_ms: 1_000, otherwise: "DEGRADED" };
const tooSlow: SuccessRule = { type: "duration", max_ms: 2_000, otherwise: "FAIL" };
const contains: SuccessRule = { type: "body", operator: "contains", value: "ok" };
const up: SuccessRule = { type: "json", path: "$.status", operator: "equals", value: "up" };
const version: SuccessRule = { type: "header", name: "X-V", operator: "equals", value: "2" };
const certificate: SuccessRule = { type: "certificate", min_days: 14 };

test("every broken rule is named, in the order of the rules, and only those", () => {
  const broken = judgeResponse([certificate, contains, slow, up, status, tooSlow, version], {
    ...response,
    status: 503,
    durationMs: 1_500,
    body: { text: '{"status":"down"}' },
    headers: { "x-v": "2" },
  });
  expect(broken).toEqual([
    { rule: certificate, found: null, fault: "no_certificate" },
    { rule: contains, found: null, fault: null },
    { rule: slow, found: "1500", fault: null },
    { rule: up, found: '"down"', fault: null },
    { rule: status, found: "503", fault: null },
  ]);
});

test("what is found is text that can be stored, however it is cut", () => {
  const text = JSON.stringify({ status: "😀".repeat(500) });
  for (const body of [{ text }, { text: ` ${text}` }]) {
    const [broken] = judgeResponse([up], { ...response, body });
    expect(broken?.found).toHaveLength(200);
    expect(broken?.found?.isWellFormed()).toBe(true);
  }
});

test.each([
  [[], false],
  [[slow], true],
  [[slow, slow], true],
  [[tooSlow], false],
  [[slow, tooSlow], false],
  [[slow, contains], false],
])("a response that breaks %j is only degraded: %s", (rules, isDegraded) => {
  const broken = rules.map((rule) => ({ rule, found: "2140", fault: null }));
  expect(isOnlyDegraded(broken)).toBe(isDegraded);
});

describe("an explanation", () => {
  const without: SuccessRule = { type: "body", operator: "not_contains", value: 'an "error"' };
  const matches: SuccessRule = { type: "body", operator: "matches", value: "^ok$" };
  const path = { type: "json", path: "/n" } as const;

  test.each<[SuccessRule, string | null, BrokenRule["fault"], string]>([
    [status, "503", null, "The status is 503 and should be 200 or 2xx."],
    [slow, "2140", null, "It took 2140 ms, more than 1000 ms."],
    [contains, null, null, 'The body does not contain "ok".'],
    [without, null, null, 'The body contains "an \\"error\\"".'],
    [matches, null, null, 'The body does not match "^ok$".'],
    [
      matches,
      null,
      "pattern_too_slow",
      'Matching the body with "^ok$" takes too long. Simplify the pattern.',
    ],
    [
      { ...contains, operator: "matches", value: "(" },
      null,
      "pattern_unusable",
      'The pattern "(" is invalid or too large. Edit the rule.',
    ],
    [
      contains,
      null,
      "too_costly",
      'The body takes too much time or memory to judge, and should contain "ok".',
    ],
    [
      up,
      null,
      "too_costly",
      'The body takes too much time or memory to judge, and $.status should equal "up".',
    ],
    [
      without,
      null,
      "unreadable",
      'The body cannot be unpacked as a whole, and should not contain "an \\"error\\"".',
    ],
    [up, '"down"', null, '$.status is "down" and should equal "up".'],
    [up, null, "missing", '$.status is missing and should equal "up".'],
    [up, null, "not_json", 'The body is not JSON, and $.status should equal "up".'],
    [
      up,
      null,
      "unreadable",
      'The body cannot be unpacked as a whole, and $.status should equal "up".',
    ],
    [
      up,
      null,
      "cut_short",
      'The compressed body is cut short and cannot be unpacked as a whole, and $.status should equal "up".',
    ],
    [
      up,
      null,
      "too_large",
      'The body unpacks to more than is read of it, and $.status should equal "up".',
    ],
    [
      contains,
      null,
      "unknown_coding",
      'The body has a Content-Encoding that cannot be unpacked, and should contain "ok".',
    ],
    [
      { ...path, operator: "not_equals", value: null },
      "null",
      null,
      "/n is null and should not equal null.",
    ],
    [{ ...path, operator: "exists" }, null, "missing", "/n is missing and should exist."],
    [{ ...path, operator: "not_exists" }, "[1]", null, "/n is [1] and should not exist."],
    [
      { ...path, operator: "greater_than", value: 5 },
      "3",
      null,
      "/n is 3 and should be greater than 5.",
    ],
    [{ ...path, operator: "less_than", value: 2 }, "3", null, "/n is 3 and should be less than 2."],
    [
      { ...path, path: "", operator: "equals", value: 2 },
      "3",
      null,
      "The document is 3 and should equal 2.",
    ],
    [version, "1", null, 'The header X-V is "1" and should equal "2".'],
    [version, null, "missing", 'The header X-V is missing and should equal "2".'],
    [
      certificate,
      "2026-12-01",
      null,
      "The certificate expires on 2026-12-01, in less than 14 days.",
    ],
    [
      certificate,
      null,
      "no_certificate",
      "There is no certificate, and it should be valid for at least 14 days.",
    ],
  ])("of %j, found %j, %s", (rule, found, fault, sentence) => {
    expect(explainBrokenRules([{ rule, found, fault }])).toBe(sentence);
  });

  test("names each broken rule", () => {
    expect(
      explainBrokenRules([
        { rule: slow, found: "2140", fault: null },
        { rule: contains, found: null, fault: null },
      ]),
    ).toBe('It took 2140 ms, more than 1000 ms. The body does not contain "ok".');
  });

  test("of nothing is empty", () => {
    expect(explainBrokenRules([])).toBe("");
  });

  test("ends with a sentence before 500 characters, and counts what it leaves out", () => {
    const rule: SuccessRule = { ...contains, value: "a".repeat(1_000) };
    const broken = Array<BrokenRule>(20).fill({ rule, found: null, fault: null });
    const sentence = `The body does not contain "${"a".repeat(77)}…".`;
    expect(explainBrokenRules(broken)).toBe(`${Array(4).fill(sentence).join(" ")} (16 more)`);
  });

  test("of the longest rule is whole, and all of them can be stored", () => {
    const rules: SuccessRule[] = [
      { ...version, name: "x".repeat(256), value: "\u0001".repeat(1_000) },
      { ...path, path: `/${"😀".repeat(99)}`, operator: "greater_than", value: 1e300 },
      { type: "status", accept: Array<string>(20).fill("200-299") },
      { ...contains, value: "\0\ud800" },
    ];
    for (const rule of rules) {
      const text = explainBrokenRules([{ rule, found: "\0😀".repeat(66), fault: null }]);
      expect(text).toMatch(/^[^\0]{1,499}\.$/u);
      expect(text.isWellFormed()).toBe(true);
    }
  });
});

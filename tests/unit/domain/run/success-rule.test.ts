import { describe, expect, test } from "vitest";
import { toFieldProblems } from "@/lib/domain/field-problems";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import {
  acceptedStatuses,
  findSuccessRuleProblems,
  isAcceptedStatus,
  successRules,
  type SuccessRule,
} from "@/lib/domain/run/success-rule";
import {
  MAX_CERTIFICATE_DAYS,
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_DURATION_MS,
  MAX_RULE_VALUE_CHARACTERS,
  MAX_SUCCESS_RULES,
} from "@/lib/domain/run/success-rule-options";

/** What is wrong with one rule, as `path: code`; empty where it is sound. */
function problemsOf(rule: unknown): string[] {
  const parsed = successRules.safeParse([rule]);
  const problems = parsed.success
    ? findSuccessRuleProblems(parsed.data)
    : toFieldProblems(parsed.error);
  return problems.map(
    ({ path, code }) => `${path.replace(/^(?:success_rules\.)?0\.?/, "")}: ${code}`,
  );
}

const parseOne = (rule: unknown) => successRules.parse([rule])[0];

describe("a rule of the status", () => {
  test.each([
    ["204", "204"],
    [" 204 ", "204"],
    ["2xx", "2xx"],
    ["2XX", "2xx"],
    ["5xx", "5xx"],
    ["200-299", "200-299"],
    [" 200 - 204 ", "200-204"],
    ["404-404", "404-404"],
    ["100", "100"],
    ["599", "599"],
    ["999", "999"],
  ])("takes %j, and keeps it as %s", (given, kept) => {
    expect(parseOne({ type: "status", accept: [given] })).toEqual({
      type: "status",
      accept: [kept],
    });
  });

  test.each([
    ...[
      "",
      " ",
      "0xx",
      "6xx",
      "9xx",
      "xx",
      "2x",
      "2xxx",
      "2xx-3xx",
      "200-2xx",
      "099",
      "99",
      "1000",
    ],
    ...[
      "299-200",
      "200-",
      "-200",
      "200-204-206",
      "200,204",
      "+200",
      "200.0",
      "2e2",
      "٢٠٠",
      "200–204",
    ],
    ...["200\n300", "200 299"],
  ])("refuses %j, and says so once", (given) => {
    expect(problemsOf({ type: "status", accept: [given] })).toEqual([
      "accept.0: rule_status_invalid",
    ]);
  });

  test.each([
    ["no list", undefined, "accept: rule_status_invalid"],
    ["text", "200", "accept: rule_status_invalid"],
    ["an empty list", [], "accept: rule_status_invalid"],
    ["a number", [200], "accept.0: rule_status_invalid"],
    ["null", [null], "accept.0: rule_status_invalid"],
    ["21 ranges", Array<string>(21).fill("200"), "accept: rule_status_invalid"],
  ])("refuses %s", (_, accept, problem) => {
    expect(problemsOf({ type: "status", accept })).toEqual([problem]);
  });

  test("takes 20 ranges", () => {
    expect(problemsOf({ type: "status", accept: Array<string>(20).fill("200") })).toEqual([]);
  });

  test.each([
    ["2xx", 199, false],
    ["2xx", 200, true],
    ["2xx", 299, true],
    ["2xx", 300, false],
    ["1xx", 101, true],
    ["204", 204, true],
    ["204", 205, false],
    ["200-204", 200, true],
    ["200-204", 204, true],
    ["200-204", 205, false],
  ])("%s and the status %i: %s", (range, status, isAccepted) => {
    expect(isAcceptedStatus([range], status)).toBe(isAccepted);
    expect(isAcceptedStatus(["418", range], status)).toBe(isAccepted);
  });

  test("says what is accepted, which is 2xx where there is none", () => {
    const duration: SuccessRule = { type: "duration", max_ms: 1, otherwise: "FAIL" };
    expect(acceptedStatuses([])).toEqual(["2xx"]);
    expect(acceptedStatuses([duration])).toEqual(["2xx"]);
    expect(acceptedStatuses([duration, { type: "status", accept: ["404"] }])).toEqual(["404"]);
    expect(isAcceptedStatus([], 200)).toBe(false);
  });
});

describe("a rule of the duration", () => {
  test("fails unless it says otherwise", () => {
    expect(parseOne({ type: "duration", max_ms: 5 })).toMatchObject({ otherwise: "FAIL" });
    expect(parseOne({ type: "duration", max_ms: 5, otherwise: "DEGRADED" })).toMatchObject({
      otherwise: "DEGRADED",
    });
  });

  test.each([1, MAX_RULE_DURATION_MS])("takes %i ms", (max_ms) => {
    expect(problemsOf({ type: "duration", max_ms })).toEqual([]);
  });

  test.each([0, -1, 1.5, MAX_RULE_DURATION_MS + 1, "5", null, undefined, NaN, Infinity])(
    "refuses %j ms",
    (max_ms) => {
      expect(problemsOf({ type: "duration", max_ms })).toContain(
        "max_ms: rule_duration_out_of_range",
      );
    },
  );

  test.each(["SUCCESS", "degraded", null, 1])("refuses the outcome %j", (otherwise) => {
    expect(problemsOf({ type: "duration", max_ms: 5, otherwise })).toEqual([
      "otherwise: rule_outcome_unknown",
    ]);
  });
});

describe("a rule of the certificate", () => {
  test.each([1, MAX_CERTIFICATE_DAYS])("takes %i days", (min_days) => {
    expect(problemsOf({ type: "certificate", min_days })).toEqual([]);
  });

  test.each([0, -1, 1.5, MAX_CERTIFICATE_DAYS + 1, "14", null, undefined])(
    "refuses %j days",
    (min_days) => {
      expect(problemsOf({ type: "certificate", min_days })).toEqual([
        "min_days: rule_days_out_of_range",
      ]);
    },
  );
});

const LONGEST = "a".repeat(MAX_RULE_VALUE_CHARACTERS);

describe("the value of a rule", () => {
  const body = { type: "body", operator: "contains" };
  const json = { type: "json", path: "/a", operator: "equals" };
  const header = { type: "header", name: "x-a", operator: "equals" };

  test.each([body, json, header])("of $type is text, up to 1,000 characters", (rule) => {
    expect(problemsOf({ ...rule, value: LONGEST })).toEqual([]);
    expect(problemsOf({ ...rule, value: `${LONGEST}a` })).toEqual(["value: rule_value_too_long"]);
  });

  test.each([body, json, header])("of $type is text that can be kept", (rule) => {
    for (const value of ["a\0b", "\ud800", "\udc00a"]) {
      expect(problemsOf({ ...rule, value })).toEqual(["value: text_not_storable"]);
    }
    expect(problemsOf({ ...rule, value: "é €\n😀" })).toEqual([]);
  });

  test.each([body, header])("of $type is not left out", (rule) => {
    for (const value of ["", null, undefined, 5, ["a"]]) {
      expect(problemsOf({ ...rule, value })).toEqual(["value: rule_value_required"]);
    }
  });

  test("of a header is kept without the spaces around it, and is more than those", () => {
    expect(parseOne({ ...header, value: " a b\t" })).toMatchObject({ value: "a b" });
    expect(problemsOf({ ...header, value: " \t" })).toEqual(["value: rule_value_required"]);
    expect(parseOne({ ...body, value: " a " })).toMatchObject({ value: " a " });
  });

  test.each(["", "a", 0, -0.5, true, false, null])("of JSON may be %j", (value) => {
    expect(parseOne({ ...json, value })).toEqual({ ...json, value });
    expect(problemsOf({ ...json, value })).toEqual([]);
  });

  test.each([
    { value: {} },
    { value: ["a"] },
    { value: [{}] },
    { value: NaN },
    { value: Infinity },
  ])("of JSON is a scalar: $value is refused", ({ value }) => {
    expect(problemsOf({ ...json, value })).toEqual(["value: rule_value_not_scalar"]);
  });
});

describe("a rule of the body", () => {
  test.each(["contains", "not_contains", "equals", "matches"])("knows %s", (operator) => {
    expect(problemsOf({ type: "body", operator, value: "a" })).toEqual([]);
  });

  test.each(["exists", "Contains", null, undefined])("does not know %j", (operator) => {
    expect(problemsOf({ type: "body", operator, value: "a" })).toEqual([
      "operator: rule_operator_unknown",
    ]);
  });

  test("has a pattern of at most 200 characters", () => {
    const longest = "a".repeat(MAX_PATTERN_CHARACTERS);
    expect(problemsOf({ type: "body", operator: "matches", value: longest })).toEqual([]);
    expect(problemsOf({ type: "body", operator: "matches", value: `${longest}a` })).toEqual([
      "value: rule_pattern_too_long",
    ]);
    expect(problemsOf({ type: "body", operator: "contains", value: `${longest}a` })).toEqual([]);
  });
});

describe("a rule of a JSON value", () => {
  const rule = { type: "json", path: "$.a" };

  test.each(["exists", "not_exists"])("compares with nothing: %s", (operator) => {
    expect(problemsOf({ ...rule, operator })).toEqual([]);
  });

  test.each(["equals", "not_equals"])("compares with a value: %s", (operator) => {
    expect(problemsOf({ ...rule, operator })).toEqual(["value: rule_value_required"]);
    expect(problemsOf({ ...rule, operator, value: null })).toEqual([]);
  });

  test.each(["greater_than", "less_than"])("compares with a number: %s", (operator) => {
    expect(problemsOf({ ...rule, operator, value: 0 })).toEqual([]);
    for (const value of [undefined, "1", null, true]) {
      expect(problemsOf({ ...rule, operator, value })).toEqual(["value: rule_number_required"]);
    }
  });

  test.each([
    ["one_of", ["up", 1, null]],
    ["one_of", Array(20).fill(1)],
    ["contains", "a"],
    ["contains", 1],
    ["not_contains", null],
    ["matches", "^a"],
    ["between", [1, 2]],
    ["between", [-1.5, -1.5]],
    ["between", [1, toJsonNumber("9007199254740993")]],
    ["length", 0],
    ["length", [1, null]],
    ["length", [null, 10]],
    ["length", [3, 3]],
    ["equals", toJsonNumber("9007199254740993")],
    ["greater_than", toJsonNumber("1e400")],
  ])("%s compares with %j", (operator, value) => {
    expect(problemsOf({ ...rule, operator, value })).toEqual([]);
  });

  test.each([
    ["one_of", "up", "rule_list_required"],
    ["one_of", [], "rule_list_required"],
    ["one_of", Array(21).fill(1), "rule_value_not_scalar"],
    ["one_of", ["a".repeat(600), "b".repeat(401)], "rule_value_too_long"],
    ["contains", "", "rule_value_required"],
    ["matches", 1, "rule_pattern_required"],
    ["matches", "", "rule_pattern_required"],
    ["matches", "a".repeat(201), "rule_pattern_too_long"],
    ["between", 1, "rule_range_invalid"],
    ["between", [1], "rule_range_invalid"],
    ["between", [1, "2"], "rule_range_invalid"],
    ["between", [2, 1], "rule_range_invalid"],
    ["between", [toJsonNumber("9007199254740993"), 9007199254740992], "rule_range_invalid"],
    ["length", -1, "rule_length_invalid"],
    ["length", 1.5, "rule_length_invalid"],
    ["length", "1", "rule_length_invalid"],
    ["length", [null, null], "rule_length_invalid"],
    ["length", [2, 1], "rule_length_invalid"],
    ["length", [1, 2, 3], "rule_length_invalid"],
    ["length", 1_048_577, "rule_length_invalid"],
    ["equals", ["a"], "rule_value_not_scalar"],
    ["equals", toJsonNumber("1e1001"), "rule_value_too_long"],
  ])("%s does not compare with %j: %s", (operator, value, code) => {
    expect(problemsOf({ ...rule, operator, value })).toEqual([`value: ${code}`]);
  });

  test("says how many of several values count", () => {
    for (const quantifier of ["all", "any", undefined]) {
      expect(problemsOf({ ...rule, operator: "exists", quantifier })).toEqual([]);
    }
    expect(problemsOf({ ...rule, operator: "exists", quantifier: "none" })).toEqual([
      "quantifier: rule_quantifier_unknown",
    ]);
  });

  test.each(["like", "", null, undefined])("does not know %j", (operator) => {
    expect(problemsOf({ ...rule, operator, value: 1 })).toEqual([
      "operator: rule_operator_unknown",
    ]);
  });

  test("has a path of at most 200 characters that can be kept", () => {
    const longest = `/${"a".repeat(MAX_PATTERN_CHARACTERS - 1)}`;
    expect(problemsOf({ ...rule, path: "", operator: "exists" })).toEqual([]);
    expect(problemsOf({ ...rule, path: longest, operator: "exists" })).toEqual([]);
    for (const path of [`${longest}a`, "/\0", "/\ud800", null, undefined, ["a"]]) {
      expect(problemsOf({ ...rule, path, operator: "exists" })).toEqual([
        "path: rule_path_invalid",
      ]);
    }
  });
});

describe("a rule of a header", () => {
  test("compares unless it says otherwise", () => {
    expect(parseOne({ type: "header", name: " X-Version ", value: "1" })).toEqual({
      type: "header",
      name: "X-Version",
      operator: "equals",
      value: "1",
    });
  });

  test.each(["", " ", "a b", "a:", "é", "a\nb", "x".repeat(257), null, undefined])(
    "refuses the name %j",
    (name) => {
      expect(problemsOf({ type: "header", name, value: "1" })).toEqual([
        "name: rule_header_invalid",
      ]);
    },
  );

  test.each(["exists", "not_exists"])("compares with nothing: %s", (operator) => {
    expect(problemsOf({ type: "header", name: "a", operator })).toEqual([]);
  });

  test.each(["equals", "contains", "not_contains", "matches"])(
    "compares with text: %s",
    (operator) => {
      const rule = { type: "header", name: "a", operator };
      expect(problemsOf({ ...rule, value: "1" })).toEqual([]);
      expect(problemsOf(rule)).toEqual(["value: rule_value_required"]);
    },
  );

  test("does not know other operators", () => {
    expect(problemsOf({ type: "header", name: "a", operator: "like", value: "1" })).toEqual([
      "operator: rule_operator_unknown",
    ]);
  });
});

describe("a list of rules", () => {
  const certificate = { type: "certificate", min_days: 14 } as const;
  const status = { type: "status", accept: ["200"] } as const;
  const body = { type: "body", operator: "contains", value: "a" } as const;
  const slow = (otherwise: "FAIL" | "DEGRADED") =>
    ({ type: "duration", max_ms: 5, otherwise }) as const;
  const codesOf = (input: unknown) => {
    const parsed = successRules.safeParse(input);
    return parsed.success ? [] : toFieldProblems(parsed.error).map(({ code }) => code);
  };

  test("is a list", () => {
    for (const input of [{}, "a", null, undefined]) {
      expect(codesOf(input)).toEqual(["rules_not_a_list"]);
    }
  });

  test("has at most 20 rules", () => {
    expect(codesOf(Array(MAX_SUCCESS_RULES).fill(body))).toEqual([]);
    expect(codesOf(Array(MAX_SUCCESS_RULES + 1).fill(body))).toEqual(["rules_too_many"]);
  });

  test.each([{ type: "xpath" }, { type: null }, {}, null, "status", []])(
    "holds rules of a type that is known, and not %j",
    (rule) => {
      const parsed = successRules.safeParse([rule]);
      expect(parsed.success ? [] : toFieldProblems(parsed.error).map(({ code }) => code)).toEqual([
        "rule_type_unknown",
      ]);
    },
  );

  test("holds rules without further fields", () => {
    expect(problemsOf({ ...status, max_ms: 5 })).toEqual(["max_ms: field_unknown"]);
  });

  test("names each rule that is there already, and not the first", () => {
    const accept = [...status.accept];
    expect(
      findSuccessRuleProblems([
        { type: "status", accept },
        slow("FAIL"),
        body,
        body,
        { type: "status", accept },
        slow("DEGRADED"),
        slow("FAIL"),
        certificate,
        certificate,
        slow("DEGRADED"),
      ]),
    ).toEqual(
      [4, 6, 8, 9].map((index) => ({ path: `success_rules.${index}`, code: "rule_repeated" })),
    );
  });

  test("names every problem at its rule", () => {
    expect(
      findSuccessRuleProblems([
        body,
        { type: "json", path: "/a", operator: "equals" },
        { type: "json", path: "/a", operator: "less_than", value: "1" },
      ]),
    ).toEqual([
      { path: "success_rules.1.value", code: "rule_value_required" },
      { path: "success_rules.2.value", code: "rule_number_required" },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { readStatuses } from "@/components/routines/form/rule-fields";
import {
  placeOfRule,
  readRules,
  ruleValues,
  type RuleFormValues,
} from "@/components/routines/form/rule-form-values";
import { emptyRow, ruleChoices, type RuleRow } from "@/components/routines/form/rule-row";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import { readList, readScalar, writeList, writeScalar } from "@/lib/domain/run/rule-value";
import {
  findSuccessRuleProblems,
  successRules,
  type SuccessRule,
} from "@/lib/domain/run/success-rule";

const none = ruleValues([]);

const withRows = (...rules: RuleRow[]): RuleFormValues => ({ ...none, rules });

function problemsOf(values: RuleFormValues): string[] {
  const parsed = successRules.safeParse(readRules(values, []));
  return parsed.success
    ? findSuccessRuleProblems(parsed.data).map(({ path, code }) => `${path} ${code}`)
    : parsed.error.issues.map(({ path, message }) => `success_rules.${path.join(".")} ${message}`);
}

describe("a value that is compared with", () => {
  it.each([
    ["up", "up"],
    ["200", 200],
    ["-0.5", -0.5],
    [" 1e3 ", 1_000],
    ["true", true],
    ["null", null],
    ['"200"', "200"],
    ['"say \\"hi\\""', 'say "hi"'],
    ['""', ""],
    ["True", "True"],
    ["007", "007"],
    ["[1]", "[1]"],
    ['{"a":1}', '{"a":1}'],
    ['"open', '"open'],
  ])("%j is read as %j", (text, value) => {
    expect(readScalar(text)).toBe(value);
  });

  it.each(["9007199254740993", "-12345678901234567890", "0.1234567890123456789", "1e999"])(
    "%s keeps all of its figures",
    (figures) => {
      expect(readScalar(figures)).toEqual(toJsonNumber(figures));
      expect(writeScalar(readScalar(figures))).toBe(figures);
    },
  );

  it.each([
    ["", []],
    ["up", ["up"]],
    ["up, ok,200", ["up", "ok", 200]],
    [' "a, b" , c', ["a, b", "c"]],
    ['"200", null,, true', ["200", null, true]],
    ['"open, c', ['"open', "c"]],
    ["12345678901234567890, 1", [toJsonNumber("12345678901234567890"), 1]],
    ['"say \\"a, b\\"",', ['say "a, b"']],
  ])("%j is read as the list %j", (text, values) => {
    expect(readList(text)).toEqual(values);
    expect(readList(writeList(values))).toEqual(values);
  });

  it.each([[[" a", "b,c", "", "1", 1]], [['"', "a\nb", "x\\"]]])(
    "the list %j is read from what is written of it",
    (values) => {
      expect(readList(writeList(values))).toEqual(values);
    },
  );

  it.each([
    ["up", "up"],
    ["200", '"200"'],
    ["true", '"true"'],
    ["null", '"null"'],
    ["", '""'],
    [" 5", '" 5"'],
    ['"up"', '"\\"up\\""'],
    ["two\nlines", '"two\\nlines"'],
    [200, "200"],
    [false, "false"],
    [null, "null"],
    [1e21, "1e+21"],
  ])("%j is shown as %s, and read as what it was", (value, text) => {
    expect(writeScalar(value)).toBe(text);
    expect(readScalar(text)).toBe(value);
  });
});

describe("statuses", () => {
  it.each([
    ["", []],
    [" , ", []],
    ["2xx", ["2xx"]],
    ["2xx,404", ["2xx", "404"]],
    ["2xx 404; 500 - 503", ["2xx", "404", "500-503"]],
    ["fine", ["fine"]],
  ])("%j are %j", (text, statuses) => {
    expect(readStatuses(text)).toEqual(statuses);
  });
});

describe("the rules of a form", () => {
  it.each<[string, SuccessRule]>([
    ["a body with line breaks", { type: "body", operator: "contains", value: "a\r\nb" }],
    ["a path with blanks around it", { type: "json", path: "/ a ", operator: "exists" }],
    ["the whole document", { type: "json", path: "", operator: "exists" }],
    [
      "a value that nothing is compared with",
      { type: "json", path: "/a", operator: "not_exists", value: 1 },
    ],
  ])("%s is saved as it was while its row is not touched", (_name, rule) => {
    expect(readRules(ruleValues([rule]), [rule])).toEqual([rule]);
  });

  it("a value that cannot be typed is read again once its row is touched", () => {
    const rule: SuccessRule = { type: "json", path: "/ a ", operator: "exists" };
    const [row = emptyRow] = ruleValues([rule]).rules;
    expect(readRules(withRows({ ...row, target: "/b" }), [rule])).toEqual([
      { type: "json", path: "/b", operator: "exists" },
    ]);
  });

  it("rows keep their order, and rows that say nothing are left out", () => {
    const rows = ["b", "a"].map((value): RuleRow => ({ ...emptyRow, value }));
    const [first = emptyRow, second = emptyRow] = rows;
    expect(readRules(withRows(emptyRow, first, emptyRow, second, emptyRow), [])).toEqual([
      { type: "body", operator: "contains", value: "b" },
      { type: "body", operator: "contains", value: "a" },
    ]);
  });

  it("a value left over from another comparison is not sent where nothing is compared", () => {
    expect(
      readRules(withRows({ ...emptyRow, rule: "json_exists", target: "/a", value: "1" }), []),
    ).toEqual([{ type: "json", path: "/a", operator: "exists" }]);
  });

  it.each<[string, Partial<RuleFormValues>, string]>([
    ["a status that is none", { accepted_statuses: "nine" }, "0.accept.0 rule_status_invalid"],
    ["no whole number", { fails_after_ms: "1.5" }, "0.max_ms rule_duration_out_of_range"],
    ["no days", { min_certificate_days: "0" }, "0.min_days rule_days_out_of_range"],
    [
      "a path without a value",
      { rules: [{ ...emptyRow, rule: "json_equals", target: "/a", value: "" }] },
      "0.value rule_value_required",
    ],
    [
      "text where a number is compared with",
      { rules: [{ ...emptyRow, rule: "json_less_than", target: "/a", value: "many" }] },
      "0.value rule_number_required",
    ],
    [
      "a value without a header",
      { rules: [{ ...emptyRow, rule: "header_equals", target: "", value: "a" }] },
      "0.name rule_header_invalid",
    ],
    [
      "a header without a value",
      { rules: [{ ...emptyRow, rule: "header_equals", target: "A", value: "" }] },
      "0.value rule_value_required",
    ],
    [
      "a kind that is none",
      { rules: [{ ...emptyRow, rule: "teapot", target: "", value: "a" }] },
      "0.type rule_type_unknown",
    ],
  ])("%s is refused", (_name, change, problem) => {
    expect(problemsOf({ ...none, ...change })).toEqual([`success_rules.${problem}`]);
  });

  it("every choice of a row makes a rule that the domain takes", () => {
    const rows = ruleChoices.map((rule): RuleRow => ({
      ...emptyRow,
      ...{ rule, target: rule.startsWith("json") ? "$.a[*]" : "a", value: "1", to: "2" },
      ...{ letter_case: "ignore", quantifier: "any" },
    }));
    for (const row of rows) expect(problemsOf(withRows(row))).toEqual([]);
  });

  it.each<[string, Partial<RuleRow>, Record<string, unknown>]>([
    ["a list", { rule: "json_one_of", value: "up, 1" }, { value: ["up", 1] }],
    ["a range", { rule: "json_between", value: "-5", to: "0.5" }, { value: [-5, 0.5] }],
    ["a length", { rule: "json_length", value: "1", to: "9" }, { value: [1, 9] }],
    ["a least length", { rule: "json_length", value: "1" }, { value: [1, null] }],
    ["a most length", { rule: "json_length", to: "9" }, { value: [null, 9] }],
    ["a pattern", { rule: "json_matches", value: "200" }, { value: "200" }],
  ])("%s is typed in one field or two", (_name, typed, parts) => {
    const row: RuleRow = { ...emptyRow, target: "/a", ...typed };
    const operator = row.rule.replace("json_", "");
    const rule = { type: "json", path: "/a", operator, ...parts };
    expect(readRules(withRows(row), [])).toEqual([rule]);
    expect(problemsOf(withRows(row))).toEqual([]);
    expect(ruleValues([rule as SuccessRule]).rules).toEqual([row]);
  });

  it.each<[Partial<RuleRow>, string]>([
    [{ rule: "json_one_of", value: " , " }, "0.value rule_list_required"],
    [{ rule: "json_between", value: "2", to: "1" }, "0.value rule_range_invalid"],
    [{ rule: "json_between", value: "2" }, "0.value rule_range_invalid"],
    [{ rule: "json_length", value: "few" }, "0.value rule_length_invalid"],
    [{ rule: "json_length", value: "3", to: "2" }, "0.value rule_length_invalid"],
    [{ rule: "json_length" }, "0.value rule_value_required"],
    [{ rule: "json_matches" }, "0.value rule_value_required"],
  ])("%j is refused: %s", (typed, problem) => {
    expect(problemsOf(withRows({ ...emptyRow, target: "/a", ...typed }))).toEqual([
      `success_rules.${problem}`,
    ]);
  });
});

describe("where a problem of a rule is shown", () => {
  const values: RuleFormValues = {
    ...none,
    accepted_statuses: "2xx",
    fails_after_ms: "1",
    min_certificate_days: "2",
    rules: [
      emptyRow,
      { ...emptyRow, rule: "json_equals", target: "/a", value: "1" },
      { ...emptyRow, rule: "header_equals", target: "A", value: "1" },
      emptyRow,
    ],
  };

  it.each([
    ["0", "accept", "accepted_statuses"],
    ["1", "max_ms", "fails_after_ms"],
    ["2", "min_days", "min_certificate_days"],
    ["2", "", "min_certificate_days"],
    ["3", "path", { row: 1, part: "target" }],
    ["3", "value", { row: 1, part: "value" }],
    ["3", "operator", { row: 1, part: "rule" }],
    ["4", "name", { row: 2, part: "target" }],
    ["5", "value", null],
    [undefined, "", { row: 2, part: "rule" }],
  ])("rule %s, %j: at %j", (index, part, place) => {
    expect(placeOfRule(values, index, part)).toEqual(place);
  });
});

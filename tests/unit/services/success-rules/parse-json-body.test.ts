import { expect, test } from "vitest";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import { parseJsonBody } from "@/lib/services/success-rules/parse-json-body";

test.each([
  ["", "empty_body"],
  [" \r\n", "empty_body"],
  ["\ufeff", "empty_body"],
  ['{"a":1}\n{"a":2}\n', "several_json"],
  ['{"a":1}\r\n{"a":2}', "several_json"],
  ['{"a":1}{"a":2}', "several_json"],
  ["[1][2]", "several_json"],
  ["1 2", "several_json"],
  ['"up"\n"up"', "several_json"],
  ["true false", "several_json"],
  ['{"a":1}\n{"a":', "several_json"],
  ["NaN", "not_a_number"],
  ['{"a":NaN}', "not_a_number"],
  ["[-Infinity, 1]", "not_a_number"],
  ['{"a": Infinity, "b": "NaN"}', "not_a_number"],
  ['{"a": nan}', "not_a_number"],
  ["[-inf,+inf]", "not_a_number"],
  ['{"a":"NaN", b}', "not_json"],
  ["NaNa", "not_json"],
  ['{"a":1}x', "not_json"],
  ['{"a":1},{"b":2}', "not_json"],
  ["<html>", "not_json"],
  ["{'a':1}", "not_json"],
  ['{"a":1,}', "not_json"],
  ['{"a":1', "not_json"],
  ['callback({"a":1})', "not_json"],
  [')]}\',\n{"a":1}', "not_json"],
  ['// {"a":1}', "not_json"],
  ["undefined", "not_json"],
  ["\ufeff\ufeff1", "not_json"],
])("%j is no JSON: %s", (body, fault) => {
  expect(parseJsonBody(body)).toBe(fault);
});

test.each([
  ['\ufeff{"a":1}', { a: 1 }],
  ['{"a":"NaN"}', { a: "NaN" }],
  ['{"a":1,"a":2}', { a: 2 }],
  ["-0", -0],
  ['{"id":9007199254740993}', { id: toJsonNumber("9007199254740993") }],
])("%j is %j", (body, value) => {
  expect(parseJsonBody(body)).toEqual({ value });
});

test("what is no JSON is said soon, however many quotes it has", () => {
  const startedAtMs = performance.now();
  expect(parseJsonBody('\\"'.repeat(500_000))).toBe("not_json");
  expect(parseJsonBody(`[${"NaN,".repeat(250_000)}`)).toBe("not_json");
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});

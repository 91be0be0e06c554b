import { expect, test } from "vitest";
import { parseExactJson } from "@/lib/domain/json/exact-json";
import { findJsonLeaves } from "@/lib/domain/json/json-path";
import { readScalar, writeScalar } from "@/lib/domain/run/rule-value";
import { judgeResponse } from "@/lib/services/success-rules/judge-response";
import { plainResponse } from "@/tests/support/rule-fixture";

const text =
  '{"status":"up","items":[{"id":9007199254740993},[]],"a b":{"c\\"d":null,"é":"1"},"none":{},"ok":false}';

test("the values of a document are found in its order, each by its path", () => {
  expect(findJsonLeaves(parseExactJson(text), 50).map(({ path }) => path)).toEqual([
    "$.status",
    "$.items[0].id",
    '$["a b"]["c\\"d"]',
    '$["a b"]["é"]',
    "$.ok",
  ]);
  expect(findJsonLeaves("up", 50)).toEqual([{ path: "$", value: "up" }]);
});

test("a rule that is made of a value holds for the response that it comes from", () => {
  const rules = findJsonLeaves(parseExactJson(text), 50).map(({ path, value }) => ({
    type: "json" as const,
    path,
    operator: "equals" as const,
    value: readScalar(writeScalar(value)),
  }));
  expect(rules).toHaveLength(5);
  expect(judgeResponse(rules, { ...plainResponse, body: { text } })).toEqual([]);
});

test("no more are looked for than are shown, however deep and long the document is", () => {
  const deep = parseExactJson(`${"[".repeat(3_000)}1${"]".repeat(3_000)}`);
  expect(findJsonLeaves(deep, 50)).toHaveLength(1);
  expect(findJsonLeaves(Array(100_000).fill(1), 50)).toHaveLength(50);
});

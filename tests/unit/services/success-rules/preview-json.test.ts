import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExactJson } from "@/lib/domain/json/exact-json";
import { previewJson } from "@/lib/services/success-rules/preview-json";

test("a preview is the beginning of the JSON that it stands for", () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 1, max: 120 }), (json, limit) => {
      const value: unknown = JSON.parse(json);
      expect(previewJson(value, limit)).toBe(JSON.stringify(value).slice(0, limit));
    }),
  );
});

test.each([
  ["a list of 100,000 levels", "[".repeat(100_000) + "]".repeat(100_000), "[".repeat(200)],
  [
    "objects of 100,000 levels",
    `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    '{"a":'.repeat(40),
  ],
  ["a long text", `"${"a".repeat(1_000_000)}"`, `"${"a".repeat(199)}`],
  ["a long name", `{"${"a".repeat(1_000_000)}":1}`, `{"${"a".repeat(198)}`],
  ["a long list", `[${"1,".repeat(100_000)}1]`, `[${"1,".repeat(100)}`.slice(0, 200)],
  ["what looks like a prototype", '{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}'],
  ["a number beyond doubles", "[1e400]", "[1e400]"],
  ["a number of many figures", '{"id":12345678901234567891}', '{"id":12345678901234567891}'],
])("of %s no more is looked at than is shown", (_, json, preview) => {
  expect(previewJson(parseExactJson(json), 200)).toBe(preview);
});

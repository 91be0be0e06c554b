import fc from "fast-check";
import { expect, test } from "vitest";
import { containsText } from "@/lib/services/success-rules/contains-text";

test("a text contains what String.includes says it does", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 60 });
  const sought = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(
    fc.property(letters, sought, (text, part) => {
      expect(containsText(text, part)).toBe(text.includes(part));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["", "", true],
  ["", "a", false],
  ["aaab", "aab", true],
  ["ababac", "abac", true],
  ["a\0b", "\0", true],
  ["😀", "😀", true],
  ["😀", "\ude00", true],
  ["é", "e", false],
  ["ok", "okay", false],
])("%j contains %j: %s", (text, part, contains) => {
  expect(containsText(text, part)).toBe(contains);
});

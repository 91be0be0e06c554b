import { expect, test } from "vitest";
import { readIdempotencyKey } from "@/lib/domain/idempotency/idempotency-key";

test.each([
  ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"],
  ["8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
  ['  "a b"  ', "a b"],
  [String.raw`"say \"hi\" \\ bye"`, String.raw`say "hi" \ bye`],
  ["order:42/line.1", "order:42/line.1"],
  [`"${"x".repeat(255)}"`, "x".repeat(255)],
])("%s is the key %s", (header, key) => {
  expect(readIdempotencyKey(header)).toBe(key);
});

test.each([
  "",
  '""',
  '"',
  '"open',
  'a"b',
  "a, b",
  "two words",
  String.raw`"\n"`,
  String.raw`back\slash`,
  "ação",
  `"${"x".repeat(256)}"`,
  "x".repeat(256),
])("%s isn't a key", (header) => {
  expect(readIdempotencyKey(header)).toBeNull();
});

import { expect, test } from "vitest";
import { isPlainText } from "@/lib/domain/storable-text";

test.each([
  ["Pagamentos às 9h 🚀", true],
  ["a\u00a0b", true],
  ["", true],
  ["a\nb", false],
  ["a\u0007", false],
  ["\u001b[31mred", false],
  ["\u0085", false],
  ["\0", false],
  ["\ud800", false],
])("%j is a text of one line: %s", (text, expected) => {
  expect(isPlainText(text)).toBe(expected);
});

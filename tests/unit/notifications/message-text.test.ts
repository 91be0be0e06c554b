import { describe, expect, test } from "vitest";
import { escapeHtml, fitBytes, fitText, toLine } from "@/lib/notifications/message-text";

describe("a text that is fitted", () => {
  test.each([
    ["", 3, ""],
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["a\u{1f600}b", 4, "a\u{1f600}b"],
    ["ab\u{1f600}", 3, "ab…"],
    ["<<", 8, "&lt;&lt;"],
    ["<<<", 8, "&lt;…"],
    ["a<", 4, "a…"],
  ])("%j within %i units is %j: no character and no escape is cut in half", (text, max, fitted) => {
    expect(fitText(text, max, escapeHtml)).toBe(fitted);
  });

  test.each([
    ["héé", 5, "héé"],
    ["héé", 4, "h…"],
    ["\u{1f600}\u{1f600}", 7, "\u{1f600}…"],
  ])("%j within %i bytes is %j", (text, max, fitted) => {
    expect(fitBytes(text, max)).toBe(fitted);
  });
});

test("a line has no controls, no line breaks and nothing that turns its direction", () => {
  expect(toLine(" a\r\n\tb\u2028c\u202ed\0 \ud800 ")).toBe("a b c d \ufffd");
});

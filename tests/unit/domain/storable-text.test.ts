import { describe, expect, test } from "vitest";
import { nameInput } from "@/lib/domain/inputs";

const name = nameInput("name_required");

const problemOf = (text: unknown) => {
  const parsed = name.safeParse(text);
  return parsed.success ? null : parsed.error.issues[0]?.message;
};

describe("a name is kept as it is seen", () => {
  test.each([
    ["  Check the shop \n", "Check the shop"],
    ["Cafe\u0301", "Caf\u00e9"],
    ["\ufeffnight", "night"],
    ["日本語", "日本語"],
    ["שלום", "שלום"],
    // A joiner and a variation selector are parts of one emoji; a non-joiner belongs to a word.
    ["on call 👩‍🚒", "on call 👩‍🚒"],
    ["❤️ shop", "❤️ shop"],
    ["می‌خواهم", "می‌خواهم"],
  ])("%j becomes %j", (given, kept) => {
    expect(name.parse(given)).toBe(kept);
  });
});

describe("a name that can't be seen as it is, is refused", () => {
  test.each([
    [7, "name_required"],
    [["a"], "name_required"],
    ["", "name_required"],
    [" \u00a0\u3000", "name_required"],
    ["x".repeat(201), "name_too_long"],
    ["a\0b", "text_not_storable"],
    ["a\ud800", "text_not_storable"],
    ["two\nlines", "text_not_storable"],
    ["two\u2028lines", "text_not_storable"],
    ["bell\u0007", "text_not_storable"],
    ["\u202egnp.exe", "name_not_visible"],
    ["a\u2066b\u2069", "name_not_visible"],
    ["a\u200fb", "name_not_visible"],
    ["pay\u200bments", "name_not_visible"],
    ["pay\u00adments", "name_not_visible"],
    ["\u200b", "name_not_visible"],
    ["\u200d\ufe0f", "name_not_visible"],
    ["\u2800", "name_not_visible"],
    ["\u3164", "name_not_visible"],
  ])("%j: %s", (given, problem) => {
    expect(problemOf(given)).toBe(problem);
  });
});

import { describe, expect, test } from "vitest";
import { compilePattern, matchPattern } from "@/lib/services/success-rules/match-pattern";

/** Enough for everything that isn't made to take long. */
const AMPLE_MS = 10_000;

const codeOf = (pattern: string) => {
  const compiled = compilePattern(pattern, AMPLE_MS);
  return compiled.ok ? null : compiled.code;
};

const LETTERS = "aé".repeat(32_768);

describe("a pattern", () => {
  test.each([
    ["ok", "is it ok?", true],
    ["ok", "OK", false],
    ["(?i)ok", "OK", true],
    ["^ok$", "not ok", false],
    ["^ok$", "ok", true],
    ["(?m)^ok$", "so\nok\n", true],
    ["a.b", "a\nb", false],
    ["(?s)a.b", "a\nb", true],
    [`"status":\\s*"(?:up|ok)"`, `{"status": "up"}`, true],
    ["\\d{3}", "12", false],
    ["\\pL+", "é", true],
    ["^.$", "😀", true],
    ["a\\x00b", "a\0b", true],
    ["", "", true],
    ["a", "", false],
    [".", "\ud800", true],
  ])("%j is found anywhere in %j: %s", (pattern, text, isFound) => {
    expect(matchPattern(pattern, text, AMPLE_MS)).toBe(isFound);
    expect(codeOf(pattern)).toBeNull();
  });

  test("is looked for in the first 65,536 characters", () => {
    expect(matchPattern("b", `${"a".repeat(65_535)}b`, AMPLE_MS)).toBe(true);
    expect(matchPattern("b", `${"a".repeat(65_536)}b`, AMPLE_MS)).toBe(false);
  });

  test.each([
    ["(", "rule_pattern_invalid"],
    [")", "rule_pattern_invalid"],
    ["[a", "rule_pattern_invalid"],
    ["*a", "rule_pattern_invalid"],
    ["a\\", "rule_pattern_invalid"],
    ["[b-a]", "rule_pattern_invalid"],
    ["\\pQ", "rule_pattern_invalid"],
    ["(?=a)", "rule_pattern_invalid"],
    ["(?<!a)b", "rule_pattern_invalid"],
    ["(a)\\1", "rule_pattern_invalid"],
    ["(?<a>x)(?<a>y)", "rule_pattern_invalid"],
    ["a".repeat(201), "rule_pattern_too_long"],
    ["a{1001}", "rule_pattern_too_large"],
    ["(a{100}){100}", "rule_pattern_too_large"],
    ["\\pL{1,1000}\\d", "rule_pattern_too_large"],
    ["(?:a{1000}|b{1000}|c{1000})", "rule_pattern_too_large"],
  ])("%s cannot be used: %s", (pattern, code) => {
    expect(codeOf(pattern)).toBe(code);
    expect(matchPattern(pattern, "a".repeat(1_000), AMPLE_MS)).toBe("pattern_unusable");
  });

  test.each(["a".repeat(200), "a{1000}", "(".repeat(100) + ")".repeat(100), "(?:a?){900}"])(
    "%s can be used",
    (pattern) => {
      expect(codeOf(pattern)).toBeNull();
    },
  );
});

describe("a pattern that is made to take long", () => {
  test.each([
    ["(a+)+$", `${"a".repeat(65_000)}!`],
    ["(x+x+)+y", "x".repeat(65_536)],
    ["^(?:a?){900}a{900}$", "a".repeat(65_536)],
    ["(?:(?:(?:a*)*)*)*b", "a".repeat(65_536)],
    ["\\pL{1,999}\\d", LETTERS],
    ["(?:\\pL{1,30}){1,30}\\d", LETTERS],
    ["(?i)\\pL{1,900}\\b\\d", LETTERS],
    ["\\pL{1,1000}\\d", LETTERS],
    ["\\pL{1,990}(?:\\b|\\B)\\d", LETTERS],
    ["(?:[ab]*a[ab]{13}.*){4}z", "ab".repeat(32_768)],
  ])("%s ends in a verdict", (pattern, text) => {
    expect([true, false, "pattern_too_slow", "pattern_unusable"]).toContain(
      matchPattern(pattern, text, 250),
    );
  });

  test("is stopped at its deadline", () => {
    const patterns = ["(?i)\\pL{1,900}\\b\\d", "\\pL{1,990}(?:\\b|\\B)\\d"];
    expect(patterns.map((pattern) => matchPattern(pattern, LETTERS, 1))).toEqual([
      "pattern_too_slow",
      "pattern_too_slow",
    ]);
  });

  test("is stopped while it is compiled", () => {
    const wide = `(?i)${"[a-\u{10ffff}]".repeat(20)}`;
    expect(compilePattern(wide, 1)).toEqual({ ok: false, code: "rule_pattern_too_large" });
    expect(matchPattern(wide, "a", 1)).toBe("pattern_too_slow");
  });

  test("spoils no pattern after it", () => {
    expect(matchPattern("\\pL{1,990}(?:\\b|\\B)\\d", LETTERS, 50)).toBe("pattern_too_slow");
    expect(matchPattern("(?i)\\pL{1,9}\\b\\d", "abcd1", AMPLE_MS)).toBe(false);
    expect(matchPattern("(?i)É\\d", "abcé1", AMPLE_MS)).toBe(true);
    expect(codeOf("(")).toBe("rule_pattern_invalid");
  });
});

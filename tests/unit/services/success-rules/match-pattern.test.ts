import { describe, expect, test } from "vitest";
import { describeProblem } from "@/lib/domain/field-problems";
import { compilePattern, matchPattern } from "@/lib/services/success-rules/match-pattern";

/** Enough for everything that isn't made to take long. */
const AMPLE_MS = 10_000;

const codeOf = (pattern: string) => {
  const compiled = compilePattern(pattern, AMPLE_MS);
  return compiled.ok ? null : compiled.code;
};

const match = (pattern: string, text: string, timeoutMs = AMPLE_MS) => {
  const found = matchPattern(pattern, [text], { timeoutMs });
  return typeof found === "string" ? found : found[0];
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
    expect(match(pattern, text)).toBe(isFound);
    expect(codeOf(pattern)).toBeNull();
  });

  test.each([
    ["b", `${"a".repeat(65_536)}b`, true],
    ["Operational", `${"x".repeat(65_530)}Operational${"x".repeat(1_000)}`, true],
    ["(?i)operational", `${"- ".repeat(500_000)}Operational`, true],
    ["up$", `${"x".repeat(65_534)}up${"x".repeat(1_000)}`, false],
    ["up$", `${"x".repeat(1_000_000)}up`, true],
    ["^end", `${"x\n".repeat(32_768)}end`, false],
    ["(?m)^end", `${"x\n".repeat(32_768)}end`, true],
    ["(?s)^a.*z$", `a${"\n".repeat(1_000_000)}z`, true],
  ])("%s is looked for in the whole of a long text", (pattern, text, isFound) => {
    expect(match(pattern, text)).toBe(isFound);
  });

  test.each([
    ["ok$", "ok\n", false],
    ["(?m)ok$", "ok\n", true],
    ["(?m)ok$", "ok\r\n", false],
    ["(?m)ok\\r?$", "ok\r\n", true],
    ["a.b", "a\rb", true],
    ["(?-s)a.b", "a\nb", false],
    ["(?im)^OK$", "so\nok\nx", true],
    ["(?i)straße", "STRASSE", false],
    ["(?i)É", "é", true],
    ["(?i)\u212a", "k", true],
    ["(?i:o)K", "OK", true],
    ["(?i:o)K", "Ok", false],
    ["\\Aok\\z", "ok", true],
    ["(?<word>ok)", "ok", true],
    ["\\Q(ok)\\E", "(ok)", true],
    ["[[:digit:]]+", "a1", true],
  ])("%s in %j, by RE2's syntax: %s", (pattern, text, isFound) => {
    expect(match(pattern, text)).toBe(isFound);
  });

  test("ignores letter case where that is asked for", () => {
    const options = { timeoutMs: AMPLE_MS, ignoreCase: true };
    expect(matchPattern("^ok$", ["OK", "ok", "no"], options)).toEqual([true, true, false]);
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
    ["(?!a)", "rule_pattern_invalid"],
    ["(?<=a)b", "rule_pattern_invalid"],
    ["(?<!a)b", "rule_pattern_invalid"],
    ["(?>a)b", "rule_pattern_invalid"],
    ["(?(1)a|b)", "rule_pattern_invalid"],
    ["(?x) a", "rule_pattern_invalid"],
    ["(a)\\1", "rule_pattern_invalid"],
    ["(?<n>a)\\k<n>", "rule_pattern_invalid"],
    ["a\\Z", "rule_pattern_invalid"],
    ["a++", "rule_pattern_invalid"],
    ["(?<a>x)(?<a>y)", "rule_pattern_invalid"],
    ["a".repeat(201), "rule_pattern_too_long"],
    ["a{1001}", "rule_pattern_too_large"],
    ["(a{100}){100}", "rule_pattern_too_large"],
    ["\\pL{1,1000}\\d", "rule_pattern_too_large"],
    ["(?:a{1000}|b{1000}|c{1000})", "rule_pattern_too_large"],
  ])("%s cannot be used: %s", (pattern, code) => {
    expect(codeOf(pattern)).toBe(code);
    expect(match(pattern, "a".repeat(1_000))).toBe("pattern_unusable");
  });

  test.each([
    ["x(?=Oper)", "(?="],
    ["(?<=a)b", "(?<="],
    ["(?<!a)b", "(?<!"],
    ["(a)\\1", "\\1"],
    ["a*+", "*+"],
    ["a[z-a]", "z-a"],
    ["a\\", "\\"],
  ])("%s has a problem at %s", (pattern, part) => {
    const compiled = compilePattern(pattern, AMPLE_MS);
    expect(compiled).toMatchObject({ ok: false, params: { part } });
    if (compiled.ok) return;
    const { message } = describeProblem({ path: "value", ...compiled });
    expect(message).toContain(
      `a valid regular expression in RE2 syntax, at ${part}. RE2 has no look`,
    );
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
      match(pattern, text, 250),
    );
  });

  test("is stopped at its deadline", () => {
    const patterns = ["(?i)\\pL{1,900}\\b\\d", "\\pL{1,990}(?:\\b|\\B)\\d"];
    expect(patterns.map((pattern) => match(pattern, LETTERS, 1))).toEqual([
      "pattern_too_slow",
      "pattern_too_slow",
    ]);
  });

  test("is stopped while it is compiled", () => {
    const wide = `(?i)${"[a-\u{10ffff}]".repeat(20)}`;
    expect(compilePattern(wide, 1)).toEqual({ ok: false, code: "rule_pattern_too_large" });
    expect(match(wide, "a", 1)).toBe("pattern_too_slow");
  });

  test("spoils no pattern after it", () => {
    expect(match("\\pL{1,990}(?:\\b|\\B)\\d", LETTERS, 50)).toBe("pattern_too_slow");
    expect(match("(?i)\\pL{1,9}\\b\\d", "abcd1")).toBe(false);
    expect(match("(?i)É\\d", "abcé1")).toBe(true);
    expect(codeOf("(")).toBe("rule_pattern_invalid");
  });
});

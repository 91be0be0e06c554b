import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";
import { locateInCode, readCodeText } from "@/lib/services/code/read-yaml";
import { writeCodeText } from "@/lib/services/code/write-yaml";

const read = (text: string) => readCodeText({ text, format: "yaml" });

/** What is read, as JSON with all figures of its numbers. */
function jsonOf(text: string): string {
  const result = read(text);
  return result.ok ? stringifyExactJson(result.value) : "problems";
}

/** The first problem with its place. */
function problemOf(text: string, format: "yaml" | "json" = "yaml"): string {
  const result = readCodeText({ text, format });
  if (result.ok) return "none";
  const [first] = result.problems;
  return `${first?.line}:${first?.column} ${first?.message}`;
}

describe("the text of a file", () => {
  test.each([
    ["a: 9007199254740993", '{"a":9007199254740993}'],
    ["a: 123456789012345678901234.5", '{"a":123456789012345678901234.5}'],
    ["a: 1e400", '{"a":1e400}'],
    ["a: 0x1F\nb: +7\nc: .5\nd: 007", '{"a":31,"b":7,"c":0.5,"d":7}'],
    ["a: yes\nb: 22:00\nc: 2026-01-01\nd: ~", '{"a":"yes","b":"22:00","c":"2026-01-01","d":null}'],
    ["1: a\ntrue: b", '{"1":"a","true":"b"}'],
    ["a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}", '{"a":{"b":1,"c":2},"d":{"b":1,"c":3}}'],
    ["a: &x {b: 1}\nd: {<<: [{b: 2}, *x]}", '{"a":{"b":1},"d":{"b":2}}'],
    ["a: &x [1]\nb: [*x, *x]", '{"a":[1],"b":[[1],[1]]}'],
    ["__proto__: {a: 1}", '{"__proto__":{"a":1}}'],
    ["", "null"],
  ])("%s is read as %s", (text, json) => {
    expect(jsonOf(text)).toBe(json);
  });

  test.each([
    ["a: 1\na: 2", "2:1 This name stands twice in its object. Remove one of the two."],
    ["a: *b", "1:4 There is no anchor &b before this alias."],
    ["a: &a [*a]", "1:8 There is no anchor &a before this alias."],
    ["a: .inf", "1:4 .inf isn't a number that can be kept. Write it in figures."],
    ["a: 1\n---\nb: 2", "2:1 The file has more than one document. Remove the line ---."],
    ["%YAML 1.1\n---\na: yes", "1:1 Write YAML 1.2."],
    ["a: !!binary AA==", "1:13 The tag tag:yaml.org,2002:binary isn't known. Remove it."],
    ["a: !secret x", "1:4 Unresolved tag: !secret"],
  ])("%s is refused with its place", (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test("a name that stands twice in JSON is refused, where JSON.parse takes the last", () => {
    expect(problemOf('{"a": 1,\n "a": 2}', "json")).toMatch(/^2:2 This name stands twice/);
    expect(problemOf('{"a": 1,\n "b" 2}', "json")).toMatch(/^2:6 /);
    expect(problemOf('{"a": 9007199254740993}', "json")).toBe("none");
  });

  test("aliases that stand for too much are refused before they use up memory", () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? "a0: &a0 [x]" : `a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`,
    );
    expect(problemOf(levels.join("\n"))).toMatch(/too many values/);
    const text = `a: &a ${"x".repeat(100_000)}\nb: [${"*a,".repeat(1_000)}]`;
    expect(problemOf(text)).toMatch(/too large/);
  });

  test.each([10, 1_000, 100_000])("%i lists within each other are no danger", (depth) => {
    const text = "[".repeat(depth) + "]".repeat(depth);
    expect(problemOf(text)).toMatch(depth === 10 ? /^none$/ : /nested too deeply/);
  });

  test("paths are found, also those with dots and those of what isn't there", () => {
    const text = "a:\n  - x: 1\n    h:\n      X.Y: 2\nb: &b {c: 1}\nd: *b\n";
    const paths = ["a.0.h.X.Y", "a.0.missing", "b.c", "d.c", ""];
    const places = locateInCode({ text, paths }).map(({ line, column }) => [line, column]);
    expect(places).toEqual([
      [4, 7],
      [2, 5],
      [5, 8],
      [6, 1],
      [1, 1],
    ]);
  });

  test("what is written is read as it was, in both formats", () => {
    const text = fc
      .string({ unit: "binary", maxLength: 40 })
      .filter((value) => !value.includes("\0"));
    const special = fc.constantFrom(
      "yes",
      "~",
      "1e3",
      "22:00",
      " x",
      "x \n",
      "\n\n a",
      "- a",
      "a: b",
      "#",
      "|",
    );
    const value = fc.dictionary(
      fc.oneof(text, special),
      fc.oneof(
        text,
        special,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(text),
      ),
    );
    fc.assert(
      fc.property(value, (data) => {
        const plain = JSON.parse(JSON.stringify(data)) as Record<string, unknown>;
        for (const format of ["yaml", "json"] as const) {
          const written = writeCodeText(plain, { format, schemaUrl: "https://example.com/s" });
          const result = readCodeText({ text: written, format });
          const { $schema: _, ...found } = (result.ok ? result.value : {}) as typeof plain;
          expect(found).toEqual(plain);
        }
      }),
      { numRuns: 150 },
    );
  });
});

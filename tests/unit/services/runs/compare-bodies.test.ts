import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isBodyCut } from "@/lib/domain/run/body-cut";
import { compareBodies, showBoth } from "@/lib/services/runs/compare-bodies";

const marks = { same: " ", removed: "-", added: "+" };

/** The difference as text, with the line that each part begins at. */
const diffOf = (before: string, after: string) =>
  (compareBodies({ before, after, maxEdits: 400 }) ?? showBoth({ before, after })).flatMap(
    ({ line, lines }) => [`@${line}`, ...lines.map(({ kind, text }) => `${marks[kind]}${text}`)],
  );

const linesTo = (last: number) => Array.from({ length: last }, (_, index) => `line ${index + 1}`);

describe("the difference between two bodies", () => {
  it.each([
    ["the same text", "all\nwell", "all\nwell"],
    ["nothing twice", "", ""],
    ["line breaks at the end", "all well", "all well\n\n"],
    ["line breaks of another system", "all\r\nwell\r\n", "all\nwell\n"],
    ["white space between JSON's values", '{"a":[1,2]}', '{ "a" : [1, 2] }\n'],
  ])("%s is none", (_name, before, after) => {
    expect(diffOf(before, after)).toEqual([]);
  });

  it("JSON of one line is shown value by value", () => {
    const before = '{"status":"ok","queue":{"depth":0,"names":[]}}';
    const after = '{"status":"ok","queue":{"depth":7,"names":["a"]}}';
    expect(diffOf(before, after)).toEqual([
      "@1",
      " {",
      '   "status": "ok",',
      '   "queue": {',
      '-    "depth": 0,',
      '-    "names": []',
      '+    "depth": 7,',
      '+    "names": [',
      '+      "a"',
      "+    ]",
      "   }",
      " }",
    ]);
  });

  it("however JSON is laid out, it says the same", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (value) => {
        expect(diffOf(JSON.stringify(value), JSON.stringify(value, null, "\t"))).toEqual([]);
      }),
    );
  });

  it("a number that JavaScript cannot hold is compared as it was written", () => {
    expect(diffOf("[9007199254740993]", "[9007199254740992]")).toEqual([
      "@1",
      " [",
      "-  9007199254740993",
      "+  9007199254740992",
      " ]",
    ]);
  });

  it("marks inside a string are not JSON's own", () => {
    expect(diffOf('["a, {b}: \\"c\\""]', '["a, {b}: \\"d\\""]')).toEqual([
      "@1",
      " [",
      '-  "a, {b}: \\"c\\""',
      '+  "a, {b}: \\"d\\""',
      " ]",
    ]);
  });

  it("JSON that is cut is shown value by value too", () => {
    const cut = (first: number) => `[${first},${"1234567,".repeat(600)}`.slice(0, 4_096);
    expect(diffOf(cut(1), cut(2))).toEqual([
      "@1",
      " [",
      "-  1,",
      "+  2,",
      ...Array.from({ length: 3 }, () => "   1234567,"),
    ]);
  });

  it("text that only begins like JSON is left as it is", () => {
    expect(diffOf("[info] a, b", "[info] a, c")).toEqual(["@1", "-[info] a, b", "+[info] a, c"]);
  });

  it("JSON that gave way to something else is shown as it came", () => {
    expect(diffOf('{"a":1}', "<h1>Down</h1>")).toEqual(["@1", '-{"a":1}', "+<h1>Down</h1>"]);
  });

  it("only what is near a change is shown, each part with the line that it begins at", () => {
    const before = linesTo(40);
    const after = before.map((line, index) => (index === 9 || index === 29 ? "new" : line));
    expect(diffOf(before.join("\n"), after.join("\n"))).toEqual([
      "@7",
      " line 7",
      " line 8",
      " line 9",
      "-line 10",
      "+new",
      " line 11",
      " line 12",
      " line 13",
      "@27",
      " line 27",
      " line 28",
      " line 29",
      "-line 30",
      "+new",
      " line 31",
      " line 32",
      " line 33",
    ]);
  });

  it("brackets upon brackets are not moved ever further", () => {
    const brackets = (innermost: string) => `${"[".repeat(2_000)}${innermost}${"]".repeat(2_000)}`;
    const diff = diffOf(brackets("1"), brackets("2"));
    expect(diff).toHaveLength(1 + 2 + 2 * 3);
    expect(diff.join("").length).toBeLessThan(1_000);
  });

  it("an empty body that is no longer empty is shown whole", () => {
    expect(diffOf("", "one\ntwo").filter((line) => line.startsWith("+"))).toEqual(["+one", "+two"]);
  });

  it("bodies that have nothing in common are shown one after the other", () => {
    const numbers = (from: number) => Array.from({ length: 700 }, (_, index) => from + index);
    const diff = diffOf(numbers(1_000).join("\n"), numbers(5_000).join("\n"));
    expect(diff).toHaveLength(1 + 700 + 700);
    expect(diff.slice(0, 2)).toEqual(["@1", "-1000"]);
    expect(diff.at(-1)).toBe("+5699");
  });
});

describe("a body that is longer than what is kept", () => {
  it.each<[string, string, number | null, boolean]>([
    ["a short one is whole", "ok", 2, false],
    ["more bytes came than are kept", "a".repeat(4_096), 4_097, true],
    ["exactly what is kept is whole", "a".repeat(4_096), 4_096, false],
    ["a compressed one is as long as its text", "a".repeat(4_096), 90, true],
    ["a cut between two bytes of a character leaves less", "é".repeat(2_047) + "a", 90, true],
    ["a short compressed one is whole", "a".repeat(4_000), 90, false],
    ["a masked one may be shorter than what is kept", "short", 9_000, true],
  ])("%s", (_name, body, bytes, isCut) => {
    expect(isBodyCut(body, bytes)).toBe(isCut);
  });
});

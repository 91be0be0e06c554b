import { describe, expect, it } from "vitest";
import { defaultTagColor, routineTags, tagFilter } from "@/lib/domain/tags/tag";
import { isSameTags, joinTagNames, splitTagNames } from "@/lib/domain/tags/tag-names";
import { tagColors } from "@/lib/domain/tags/tag-options";

describe("the tags of a routine", () => {
  it.each([
    [
      [" payments ", "e-mail"],
      ["payments", "e-mail"],
    ],
    [["Payments", "payments", "PAYMENTS"], ["Payments"]],
    [["cafe\u0301", "caf\u00e9"], ["caf\u00e9"]],
    [[], []],
  ])("%j are kept as %j", (given, kept) => {
    expect(routineTags.parse(given)).toEqual(kept);
  });

  it.each([
    [1, "tags_not_a_list"],
    [" ", "tag_name_required"],
    ["x".repeat(41), "tag_name_too_long"],
    ["a,b", "tag_name_with_comma"],
    ["a\tb", "text_not_storable"],
    ["\u202epayments", "name_not_visible"],
  ])("%j is none: %s", (name, code) => {
    const parsed = routineTags.safeParse(["fine", name]);
    expect(parsed.error?.issues).toMatchObject([{ path: [1], message: code }]);
  });

  it("count once where they are repeated: 21 of them may be 20", () => {
    const names = Array.from({ length: 20 }, (_, index) => `tag ${index}`);
    expect(routineTags.parse([...names, "TAG 3"])).toEqual(names);
  });
});

describe("a filter by tags", () => {
  it.each([
    ["payments", ["payments"]],
    ["payments, eu ,", ["payments", "eu"]],
    [
      ["payments", "eu,us"],
      ["payments", "eu", "us"],
    ],
    ["", []],
  ])("%j asks for %j", (given, asked) => {
    expect(tagFilter.parse(given)).toEqual(asked);
  });

  it("refuses what no tag can be called", () => {
    expect(tagFilter.safeParse("x".repeat(41)).success).toBe(false);
  });
});

it("a text of names is read as it is written", () => {
  const names = ["payments", "São Paulo", "a+b"];
  expect(splitTagNames(joinTagNames(names))).toEqual(names);
});

it.each([
  [["a", "b"], ["B", "A"], true],
  [["a"], ["a", "b"], false],
  [["a", "b"], ["a"], false],
  [[], [], true],
])("%j and %j name the same tags: %s", (a, b, isSame) => {
  expect(isSameTags(a, b)).toBe(isSame);
});

it("a name has one color, whatever its case, and names have different ones", () => {
  expect(defaultTagColor("Payments")).toBe(defaultTagColor("payments"));
  const colors = Array.from({ length: 100 }, (_, index) => defaultTagColor(`tag ${index}`));
  expect(new Set(colors).size).toBe(tagColors.length);
});

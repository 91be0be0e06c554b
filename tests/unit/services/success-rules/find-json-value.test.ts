import { describe, expect, test } from "vitest";
import { parseExactJson } from "@/lib/domain/json/exact-json";
import { findJsonNodes, parsePath, writePlace } from "@/lib/services/success-rules/find-json-value";

function find(path: string, document: unknown) {
  const parsed = parsePath(path);
  if (parsed === null) throw new RangeError(`${path} is no path`);
  const [node, ...others] = findJsonNodes(parsed, document);
  expect(others).toEqual([]);
  if (node === undefined) throw new RangeError(`There is nothing at ${path}`);
  const { place: _place, ...found } = node;
  return found;
}

/** The places of what a path leads to, each with its value as JSON; `none` where there is none. */
function findAll(path: string, document: unknown): string[] {
  const parsed = parsePath(path);
  if (parsed === null) throw new RangeError(`${path} is no path`);
  return findJsonNodes(parsed, document).map(
    (node) => `${writePlace(node.place)} ${node.found ? JSON.stringify(node.value) : "none"}`,
  );
}

const found = (value: unknown) => ({ found: true, value });
const nothing = { found: false };

describe("a JSON Pointer", () => {
  /** The document and the pointers of RFC 6901, section 5. */
  const sample: unknown = JSON.parse(
    String.raw`{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}`,
  );

  test.each([
    ["", sample],
    ["/foo", ["bar", "baz"]],
    ["/foo/0", "bar"],
    ["/foo/1", "baz"],
    ["/", 0],
    ["/a~1b", 1],
    ["/c%d", 2],
    ["/e^f", 3],
    ["/g|h", 4],
    ["/i\\j", 5],
    ['/k"l', 6],
    ["/ ", 7],
    ["/m~0n", 8],
  ])("%j leads to its value", (pointer, value) => {
    expect(find(pointer, sample)).toEqual(found(value));
  });

  test.each([
    "/foo/2",
    "/foo/-",
    "/foo/-1",
    "/foo/00",
    "/foo/01",
    "/foo/1.0",
    "/foo/1e0",
    "/foo/+1",
  ])("%s names no element", (pointer) => expect(find(pointer, sample)).toEqual(nothing));

  test.each([
    "/foo/",
    "/foo/ 1",
    "/foo/length",
    "/foo/0/0",
    "/bar",
    "/foo//0",
    `/foo/${"9".repeat(99)}`,
  ])("%s finds nothing", (pointer) => expect(find(pointer, sample)).toEqual(nothing));

  test("names members by what looks like an index", () => {
    expect(find("/0/01", { 0: { "01": "a" } })).toEqual(found("a"));
  });

  test("unescapes once", () => {
    expect(find("/~01", { "~1": "a", "/": "b" })).toEqual(found("a"));
  });

  test.each(["a", "a/b", "#/a", "#", "/~", "/a~", "/~2", "/a/~x/b", " /a", "0/a"])(
    "%j is none",
    (path) => expect(parsePath(path)).toBeNull(),
  );
});

describe("a JSONPath", () => {
  const document = { a: { b: [1, 2, { c: null }], "d e": false, "f'g": "", é: 0 }, length: 3 };

  test.each([
    ["$", document],
    ["$.a.b[0]", 1],
    ["$.a.b[-1].c", null],
    ["$.a.b[-3]", 1],
    ["$['a']['d e']", false],
    ['$["a"]["f\'g"]', ""],
    ["$['a']['f\\'g']", ""],
    ["$.a.é", 0],
    ["$.length", 3],
    ["$ .a ['b'] [ 1 ]", 2],
  ])("%s leads to its value", (path, value) => {
    expect(find(path, document)).toEqual(found(value));
  });

  test.each([
    "$.b",
    "$.a.b[3]",
    "$.a.b[-4]",
    "$.a.b['0']",
    "$.a.b.length",
    "$.a[0]",
    "$.length[0]",
  ])("%s finds nothing", (path) => expect(find(path, document)).toEqual(nothing));

  test.each([
    ["$.items[*].ok", ["$.items[0].ok true", "$.items[1].ok none", "$.items[2].ok none"]],
    ["$.items[*]", ['$.items[0] {"ok":true}', "$.items[1] {}", "$.items[2] 1"]],
    ["$.items[*].ok[*]", ["$.items[0].ok none", "$.items[1].ok none", "$.items[2].ok none"]],
    ["$.map.*", ["$.map.a 1", '$.map["b c"] 2']],
    ["$.map[*]", ["$.map.a 1", '$.map["b c"] 2']],
    ["$.rows[*][*]", ["$.rows[0][0] 1", "$.rows[0][1] 2", "$.rows[2][0] 3"]],
    ["$.rows[*][-1]", ["$.rows[0][-1] 2", "$.rows[1][-1] none", "$.rows[2][-1] 3"]],
    ["$.none[*]", []],
    ["$.gone[*]", ["$.gone none"]],
    ["$.text[*]", ["$.text none"]],
  ])("%s leads to each of %j", (path, places) => {
    const several = {
      items: [{ ok: true }, {}, 1],
      map: { a: 1, "b c": 2 },
      rows: [[1, 2], [], [3]],
      none: [],
      text: "abc",
    };
    expect(findAll(path, several)).toEqual(places);
  });

  test("leads into no number of many figures", () => {
    const exact = parseExactJson('{"n":12345678901234567890}');
    expect(find("/n/exact number", exact)).toEqual(nothing);
    expect(findAll("$.n[*]", exact)).toEqual(["$.n none"]);
  });

  test.each([
    "$..*",
    "$..a",
    "$.a..b",
    "$[0:1]",
    "$[:]",
    "$['a','b']",
    "$[0,1]",
    "$[*,*]",
    "$[?@.a]",
  ])("%s is more than names, indexes and wildcards, and is refused", (path) =>
    expect(parsePath(path)).toBeNull(),
  );

  test.each([
    "$.",
    "$.a.",
    "$a",
    "$[",
    "$[]",
    "$['a",
    "$[01]",
    "$[-0]",
    "$[1.5]",
    "$[a]",
    "$.0",
    "$.a ",
  ])("%j is none", (path) => expect(parsePath(path)).toBeNull());

  test.each(["@.a", "a.b", " $.a", "$[9007199254740992]", "$['\\ud800']", `$${"[?(".repeat(66)}`])(
    "%j is none either",
    (path) => expect(parsePath(path)).toBeNull(),
  );
});

describe("what every object inherits", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
  const documents = [{}, [], "text", 1, true, null, { a: {} }, JSON.parse('{"a":[]}')];

  test.each(names)("is not there: %s", (name) => {
    for (const document of documents) {
      for (const path of [
        `/${name}`,
        `/${name}/${name}`,
        `/a/${name}`,
        `$.${name}`,
        `$['${name}']`,
      ]) {
        expect(find(path, document)).toEqual(nothing);
      }
    }
  });

  test.each(names)("is there where the document itself has it: %s", (name) => {
    const document: unknown = JSON.parse(`{"${name}":{"polluted":1}}`);
    expect(find(`/${name}/polluted`, document)).toEqual(found(1));
    expect(find(`$.${name}.polluted`, document)).toEqual(found(1));
  });
});

test("a document of 100,000 levels is walked into", () => {
  const text = `${'{"a":['.repeat(50_000)}7${"]}".repeat(50_000)}`;
  const document: unknown = JSON.parse(text);
  expect(find("/a/0/a/0/b", document)).toEqual(nothing);
  expect(find(`${"/a/0".repeat(40)}/a`, document)).toMatchObject({ found: true });
  expect(find(`$${".a[0]".repeat(30)}`, document)).toMatchObject({ found: true });
});

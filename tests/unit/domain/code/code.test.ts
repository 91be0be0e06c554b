import { describe, expect, test } from "vitest";
import { readCodeDocument } from "@/lib/domain/code/code-document";
import { makeKey } from "@/lib/domain/code/code-key";
import { codeJsonSchema } from "@/lib/domain/code/code-schema";
import { findDrift, planChanges } from "@/lib/domain/code/plan-changes";
import { canonicalJson } from "@/lib/domain/json/canonical-json";
import { routineSettings } from "@/lib/domain/routine/routine";

describe("a file", () => {
  const codesOf = (input: unknown) =>
    Object.fromEntries(readCodeDocument(input).problems.map(({ path, code }) => [path, code]));

  test.each([
    [null, { "": "code_not_an_object" }],
    [{}, { version: "code_version_unknown" }],
    [{ version: 2 }, { version: "code_version_unknown" }],
    [{ version: 1, routine: [] }, { routine: "field_unknown" }],
    [{ version: 1, routines: {} }, { routines: "code_not_a_list" }],
    [{ version: 1, prefix: "team-a" }, { prefix: "code_prefix_invalid" }],
    [
      { version: 1, routines: [7, { key: "/a" }, {}] },
      {
        "routines.0": "code_not_an_object",
        "routines.1.key": "key_invalid",
        "routines.2.key": "key_invalid",
      },
    ],
    [
      { version: 1, prefix: "a/", routines: [{ key: "a/x" }, { key: "a/x" }, { key: "b/x" }] },
      {
        "routines.1.key": "code_key_twice",
        "routines.2.key": "code_key_outside_prefix",
      },
    ],
    [
      { version: 1, tags: [{ name: "Prod" }, { name: "prod" }] },
      { "tags.1.name": "code_key_twice" },
    ],
    [
      { version: 1, channels: [{ key: "c", name: "C", kind: "SLACK", secret: "x" }] },
      {
        "channels.0.secret": "field_unknown",
      },
    ],
  ])("%j has the problems %j", (input, problems) => {
    expect(codesOf(input)).toEqual(problems);
  });

  test("has a JSON Schema that knows every setting and the config of every kind of channel", () => {
    const schema = JSON.stringify(codeJsonSchema("https://example.com/schema"));
    for (const name of Object.keys(routineSettings.shape)) expect(schema).toContain(`"${name}"`);
    expect(schema).toContain('"if":{"properties":{"kind":{"const":"TELEGRAM"}}}');
    expect(schema).toContain('"chat_id"');
    expect(schema).not.toContain('"subscription"');
  });
});

describe("a key made of a name", () => {
  test.each([
    ["Nightly backup", "p/nightly-backup"],
    ["Café São João!", "p/cafe-sao-joao"],
    ["日次", "p/routine"],
    ["-- ", "p/routine"],
    ["x".repeat(300), `p/${"x".repeat(60)}`],
  ])("of %s is %s, and numbered where it is taken", (name, key) => {
    const taken = new Set<string>();
    const options = { prefix: "p/", fallback: "routine", taken };
    expect(makeKey(name, options)).toBe(key);
    expect(makeKey(name, options)).toBe(`${key}-2`);
    expect(makeKey(name, options)).toBe(`${key}-3`);
  });
});

describe("a plan", () => {
  const routine = (key: string, settings: Record<string, unknown>) => ({
    kind: "routine" as const,
    key,
    settings,
    chosen: settings,
  });

  test("lists what is created, changed, adopted and deleted, in order, and nothing that is the same", () => {
    const changes = planChanges(
      [
        routine("c", { name: "C" }),
        routine("a", { name: "New", tags: ["x"] }),
        routine("b", { name: "B" }),
        routine("same", { headers: { b: 1, a: 2 } }),
      ],
      [
        routine("a", { name: "Old", tags: ["x"] }),
        routine("gone", {}),
        routine("same", { headers: { a: 2, b: 1 } }),
      ],
      new Map([["routine b", routine("", { name: "B" })]]),
    );
    expect(changes).toEqual([
      {
        kind: "routine",
        key: "a",
        action: "update",
        fields: [{ path: "name", before: "Old", after: "New" }],
      },
      {
        kind: "routine",
        key: "b",
        action: "adopt",
        fields: [{ path: "key", before: null, after: "b" }],
      },
      {
        kind: "routine",
        key: "c",
        action: "create",
        fields: [{ path: "name", before: null, after: "C" }],
      },
      { kind: "routine", key: "gone", action: "delete", fields: [] },
    ]);
  });

  test("knows no drift before the first apply, nor of settings that a later release added", () => {
    const now = [routine("a", { name: "A", added_since: 1 })];
    expect(findDrift(null, now)).toEqual([]);
    expect(findDrift([routine("a", { name: "A" })], now)).toEqual([]);
    expect(findDrift([routine("a", { name: "B" })], now)).toMatchObject([{ drift: "changed" }]);
  });
});

describe("canonical JSON", () => {
  test("is the same text for equal data, whatever the order of names", () => {
    const exact = { "exact number": "9007199254740993" };
    expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: exact })).toBe(
      '{"a":9007199254740993,"b":[{"d":1}]}',
    );
  });
});

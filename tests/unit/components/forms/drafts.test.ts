import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  decodeDraft,
  discardDraft,
  encodeDraft,
  findDraft,
  isFreshDraft,
  keepDraft,
} from "@/components/forms/draft-storage";
import { HOUR_MS } from "@/lib/domain/time-units";

const keptAt = Date.parse("2026-03-02T12:00:00Z");

function formOf(...fields: [string, string | Blob][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

const decoded = (form: FormData) => [...(decodeDraft(encodeDraft(form, keptAt)) ?? [])];

describe("what was typed before a session ended", () => {
  it("comes back letter by letter, repeated fields in their order", () => {
    const fields: [string, string][] = [
      ["name", "Nightly “import” \u{1f680}"],
      ["headers", "X-One: 1\nX-Two: 2"],
      ["rule", "a"],
      ["rule", ""],
      ["rule", "c"],
    ];
    expect(decoded(formOf(...fields))).toEqual(fields);
  });

  it("leaves out files, and what React adds to find the action again", () => {
    const form = formOf(["$ACTION_ID_1", "x"], ["file", new Blob(["x"])], ["name", "kept"]);
    expect(decoded(form)).toEqual([["name", "kept"]]);
  });

  it.each([
    [0, true],
    [HOUR_MS, true],
    [HOUR_MS + 1, false],
  ])("%d ms later it is still offered: %s", (age, isFresh) => {
    expect(isFreshDraft(encodeDraft(formOf(["name", "x"]), keptAt), keptAt + age)).toBe(isFresh);
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"kept_at":"now","fields":[]}',
    '{"kept_at":1}',
    '{"kept_at":1,"fields":[["name"]]}',
    '{"kept_at":1,"fields":[["name",1]]}',
    '{"kept_at":1,"fields":["name"]}',
  ])("a stored text that is none of ours is not taken for it: %s", (text) => {
    expect(decodeDraft(text)).toBeNull();
    expect(isFreshDraft(text, 1)).toBe(false);
  });
});

describe("the browser's storage", () => {
  const stored = new Map<string, string>();

  beforeEach(() => {
    stored.clear();
    vi.stubGlobal("sessionStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
    return () => vi.unstubAllGlobals();
  });

  it("keeps the forms of two pages apart", () => {
    keepDraft("/routines/new", formOf(["name", "new"]));
    keepDraft("/routines/1/edit", formOf(["name", "old"]));
    discardDraft("/routines/1/edit");
    expect(findDraft("/routines/1/edit")).toBeNull();
    expect(decodeDraft(findDraft("/routines/new") ?? "")?.get("name")).toBe("new");
  });

  it("that is switched off or full neither breaks the form nor finds anything", () => {
    vi.stubGlobal("sessionStorage", {
      getItem: () => {
        throw new Error("denied");
      },
      setItem: () => {
        throw new Error("full");
      },
    });
    expect(() => keepDraft("/routines/new", formOf(["name", "new"]))).not.toThrow();
    expect(findDraft("/routines/new")).toBeNull();
  });
});

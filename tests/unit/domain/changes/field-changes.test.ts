import { expect, test } from "vitest";
import { findChanges } from "@/lib/domain/changes/field-changes";

test("names fields that differ, inside of objects too, and lists as a whole", () => {
  const before = { name: "a", headers: { A: "1", B: "2" }, tags: ["x"], body: null, same: [1] };
  const after = { name: "b", headers: { A: "1", C: "3" }, tags: ["x", "y"], body: null, same: [1] };
  expect(findChanges(before, after)).toEqual([
    { path: "name", before: "a", after: "b" },
    { path: "headers.B", before: "2", after: null },
    { path: "headers.C", before: null, after: "3" },
    { path: "tags", before: ["x"], after: ["x", "y"] },
  ]);
});

test("what is new has nothing before, what goes has nothing after, and null is nothing", () => {
  const state = { name: "a", body: null, headers: { A: "1" } };
  expect(findChanges(null, state)).toEqual([
    { path: "name", before: null, after: "a" },
    { path: "headers", before: null, after: { A: "1" } },
  ]);
  expect(findChanges(state, null).map(({ path, after }) => [path, after])).toEqual([
    ["name", null],
    ["headers", null],
  ]);
  expect(findChanges(state, { ...state })).toEqual([]);
});

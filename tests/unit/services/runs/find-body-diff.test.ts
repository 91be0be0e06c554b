import { expect, test } from "vitest";
import { findBodyDiff } from "@/lib/services/runs/find-body-diff";

const context = { workspaceId: "a" };
const bodyOf = (response_body: string | null) => ({ response_body });

const numbers = (count: number, change: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => change(index)).join("\n");

test.each([
  ["the other run has none", bodyOf("a"), bodyOf(null)],
  ["the run has none", bodyOf(null), bodyOf("a")],
  ["there is no other run", bodyOf("a"), null],
  ["they are the same", bodyOf("a"), bodyOf("a")],
])("bodies have no differences where %s", async (_name, run, lastGood) => {
  expect(await findBodyDiff(context, run, lastGood)).toEqual([]);
});

test.each([
  ["few", 3],
  ["many", 150],
])("%s differences are shown line by line", async (_name, changed) => {
  const before = numbers(600, (index) => index);
  const after = numbers(600, (index) =>
    index % 4 === 0 && index < 4 * changed ? -index - 1 : index,
  );
  const hunks = await findBodyDiff(context, bodyOf(after), bodyOf(before));
  const lines = hunks.flatMap((hunk) => hunk.lines);
  expect(lines.filter(({ kind }) => kind === "added")).toHaveLength(changed);
  expect(lines.filter(({ kind }) => kind === "removed")).toHaveLength(changed);
});

test("bodies that have nothing in common are shown one after the other", async () => {
  const before = numbers(500, (index) => index);
  const after = numbers(500, (index) => -index - 1);
  const hunks = await findBodyDiff(context, bodyOf(after), bodyOf(before));
  expect(hunks).toHaveLength(1);
  expect(hunks[0]?.lines.map(({ kind }) => kind)).toEqual([
    ...Array<string>(500).fill("removed"),
    ...Array<string>(500).fill("added"),
  ]);
});

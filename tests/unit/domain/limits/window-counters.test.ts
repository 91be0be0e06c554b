import { expect, test } from "vitest";
import { WindowCounters, type CountedLimit } from "@/lib/domain/limits/window-counters";

const user = (of: string, max = 3): CountedLimit => ({
  name: "reads_user",
  max,
  windowSeconds: 60,
  of,
});
const workspace = (of: string, max = 5): CountedLimit => ({
  name: "reads_workspace",
  max,
  windowSeconds: 60,
  of,
});

test("a window begins with its first action, and its end brings a new quota", () => {
  const counters = new WindowCounters(10);
  const remaining = [1_000, 20_000, 60_999].map(
    (nowMs) => counters.charge([user("ann")], nowMs).states[0]?.remaining,
  );
  expect(remaining).toEqual([2, 1, 0]);
  expect(counters.charge([user("ann")], 60_999)).toEqual({
    states: [{ name: "reads_user", max: 3, windowSeconds: 60, remaining: 0, resetSeconds: 1 }],
    retryAfterSeconds: 1,
  });
  expect(counters.charge([user("ann")], 61_000)).toMatchObject({
    states: [{ remaining: 2, resetSeconds: 60 }],
    retryAfterSeconds: null,
  });
});

test("everybody has a count of their own, and members share that of their workspace", () => {
  const counters = new WindowCounters(10);
  const read = (name: string) => counters.charge([user(name), workspace("acme")], 0);
  for (const name of ["ann", "ann", "ann", "bob", "bob"]) {
    expect(read(name).retryAfterSeconds).toBeNull();
  }
  expect(read("bob").retryAfterSeconds).toBe(60);
  expect(counters.charge([user("cid"), workspace("other")], 0).retryAfterSeconds).toBeNull();
});

test("what the first limit refuses isn't counted against the second", () => {
  const counters = new WindowCounters(10);
  const left = () => counters.charge([user("ann", 2), workspace("acme")], 0).states[1]?.remaining;
  expect([left(), left(), left(), left()]).toEqual([4, 3, 3, 3]);
});

test("no more counters are kept than allowed, however many callers there are", () => {
  const counters = new WindowCounters(100);
  for (let index = 0; index < 5_000; index += 1) counters.charge([user(`${index}`)], index);
  expect(counters.size).toBe(100);
  // The newest are the ones that are known.
  expect(counters.charge([user("4999")], 5_000).states[0]?.remaining).toBe(1);
  expect(counters.charge([user("0")], 5_000).states[0]?.remaining).toBe(2);
});

test("counters whose windows have ended become fewer", () => {
  const counters = new WindowCounters(1_000);
  for (let index = 0; index < 500; index += 1) counters.charge([user(`${index}`)], 0);
  for (let index = 0; index < 500; index += 1) {
    counters.charge([user("ann")], 61_000 + index * 61_000);
  }
  expect(counters.size).toBeLessThan(10);
});

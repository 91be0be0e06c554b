import { expect, test } from "vitest";
import { countLags, lagBoundsMs, lagQuantile } from "@/lib/domain/instance/lag-histogram";

test("a lag is counted at the smallest bound that it doesn't exceed", () => {
  const counts = countLags([0, 100, 101, 60_000, 3_600_001]);
  expect(counts).toHaveLength(lagBoundsMs.length + 1);
  expect(counts[0]).toBe(2);
  expect(counts[1]).toBe(1);
  expect(counts[lagBoundsMs.indexOf(60_000)]).toBe(1);
  expect(counts.at(-1)).toBe(1);
});

test("a quantile lies within the bounds of its interval, and is never above the longest lag", () => {
  expect(lagQuantile(countLags([]), 0.99, 0)).toBeNull();
  const counts = countLags([...new Array<number>(98).fill(50), 4_000, 4_000]);
  expect(lagQuantile(counts, 0.5, 4_000)).toBeLessThanOrEqual(100);
  const p99 = lagQuantile(counts, 0.99, 4_000) ?? 0;
  expect(p99).toBeGreaterThan(2_500);
  expect(p99).toBeLessThanOrEqual(4_000);
  expect(lagQuantile(countLags([9_999_999]), 0.99, 9_999_999)).toBeLessThanOrEqual(9_999_999);
});

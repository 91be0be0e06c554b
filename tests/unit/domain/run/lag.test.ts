import { expect, test } from "vitest";
import { summarizeLag } from "@/lib/domain/run/lag";

test.each([
  [[], { p50: 0, p99: 0, max: 0 }],
  [[7], { p50: 7, p99: 7, max: 7 }],
  [[30, 10, 20], { p50: 20, p99: 30, max: 30 }],
  [Array.from({ length: 200 }, (_, index) => index + 1), { p50: 100, p99: 198, max: 200 }],
])("the percentiles of %j are by nearest rank", (lags, summary) => {
  expect(summarizeLag(lags)).toEqual(summary);
});

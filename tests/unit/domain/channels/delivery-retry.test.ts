import { describe, expect, test } from "vitest";
import { retryWaitMs } from "@/lib/domain/channels/delivery-retry";

const wait = (attempt: number, retryAfterSeconds: number | null = null, random = 0) =>
  retryWaitMs(attempt, { retryAfterSeconds, random });

describe("the wait after a failed attempt", () => {
  test("grows from a second to an hour, and stays there", () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7, 8, 30].map((attempt) => wait(attempt) / 1_000);
    expect(seconds).toEqual([1, 5, 30, 120, 600, 1_800, 3_600, 3_600, 3_600]);
  });

  test("is longer by up to a fifth", () => {
    expect(wait(4, null, 0.5)).toBe(132_000);
    expect(wait(4, null, 0.999_999)).toBeLessThanOrEqual(144_000);
  });

  test("is never less than the service asks for", () => {
    expect(wait(1, 90)).toBe(90_000);
    expect(wait(5, 90)).toBe(600_000);
    expect(wait(1, -5)).toBe(1_000);
  });
});

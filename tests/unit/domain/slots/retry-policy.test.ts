import { describe, expect, test, vi } from "vitest";
import { nextRetryAt, parseRetryAfter } from "@/lib/domain/slots/retry-policy";
import { dueAtOf, jitterOffsetSeconds, fractionOf } from "@/lib/domain/slots/spread";
import { DAY_SECONDS, SECOND_MS } from "@/lib/domain/time-units";

const finishedAt = new Date("2026-03-01T10:00:05Z");
const failure = {
  runId: "0b8f2c5e-7f0e-4f6e-9a55-0d3f8f6f2c11",
  attempt: 1,
  maxAttempts: 5,
  errorCode: "HTTP_STATUS" as const,
  httpStatus: 503,
  retryAfterSeconds: null,
  finishedAt,
  nextSlot: new Date("2026-03-01T12:00:00Z"),
};

const secondsUntil = (retryAt: Date | null) =>
  retryAt === null ? null : (retryAt.getTime() - finishedAt.getTime()) / SECOND_MS;

describe("a retry", () => {
  test.each([
    [1, 5, 15],
    [2, 10, 30],
    [3, 20, 60],
    [4, 40, 120],
  ])("after attempt %i comes in %i to %i seconds", (attempt, least, most) => {
    const seconds = secondsUntil(nextRetryAt({ ...failure, attempt }));
    expect(seconds).toBeGreaterThanOrEqual(least);
    expect(seconds).toBeLessThanOrEqual(most + 0.001);
  });

  test("waits as long as the endpoint asks, and at least for the backoff", () => {
    expect(secondsUntil(nextRetryAt({ ...failure, retryAfterSeconds: 600 }))).toBe(600);
    expect(secondsUntil(nextRetryAt({ ...failure, retryAfterSeconds: 1 }))).toBeGreaterThan(4);
  });

  test("has its own delay for each run, always the same", () => {
    const moments = ["a", "b", "c"].map((runId) => nextRetryAt({ ...failure, runId })?.getTime());
    expect(new Set(moments).size).toBe(3);
    expect(nextRetryAt({ ...failure, runId: "a" })?.getTime()).toBe(moments[0]);
  });

  test("never reaches the next slot", () => {
    const nextSlot = new Date("2026-03-01T10:05:00Z");
    expect(nextRetryAt({ ...failure, nextSlot, retryAfterSeconds: 294 })).not.toBeNull();
    expect(nextRetryAt({ ...failure, nextSlot, retryAfterSeconds: 295 })).toBeNull();
  });

  test("does not follow the last attempt that is allowed", () => {
    expect(nextRetryAt({ ...failure, maxAttempts: 1 })).toBeNull();
    expect(nextRetryAt({ ...failure, attempt: 5 })).toBeNull();
  });

  test.each([
    ["HTTP_STATUS", 500, true],
    ["HTTP_STATUS", 429, true],
    ["HTTP_STATUS", 408, true],
    ["HTTP_STATUS", 425, true],
    ["HTTP_STATUS", 404, false],
    ["HTTP_STATUS", 302, false],
    ["TIMEOUT", null, true],
    ["DNS", null, true],
    ["CONNECT", null, true],
    ["PROTOCOL", 200, true],
    ["TLS", null, false],
    ["FORBIDDEN_TARGET", null, false],
    ["TOO_LARGE", 200, false],
    ["INTERNAL", null, false],
  ] as const)("after %s %s: %s", (errorCode, httpStatus, follows) => {
    expect(nextRetryAt({ ...failure, errorCode, httpStatus }) !== null).toBe(follows);
  });
});

describe("Retry-After", () => {
  const now = new Date("2026-03-01T10:00:00Z");
  test.each([
    ["120", 120],
    [" 5 ", 5],
    ["Sun, 01 Mar 2026 10:01:00 GMT", 60],
    ["0", null],
    ["-5", null],
    ["Sun, 01 Mar 2026 09:00:00 GMT", null],
    ["soon", null],
    ["", null],
    ["999999999", DAY_SECONDS],
  ])("%j is %j seconds", (value, seconds) => {
    expect(parseRetryAfter(value, now)).toBe(seconds);
  });

  test.each([
    "Sun, 01 Mar 2026 11:00:00 GMT",
    "Sunday, 01-Mar-26 11:00:00 GMT",
    "Sun Mar  1 11:00:00 2026",
    "Sun, 01 Mar 2026 11:00:00",
    "Sun, 01 Mar 2026 08:00:00 -0300",
    "2026-03-01T11:00:00Z",
  ])("%s is read in UTC, wherever the process runs", (value) => {
    vi.stubEnv("TZ", "America/Sao_Paulo");
    expect(new Date().getTimezoneOffset()).toBe(180);
    expect(parseRetryAfter(value, new Date("2026-03-01T10:00:00Z"))).toBe(3_600);
    vi.unstubAllEnvs();
  });
});

describe("jitter", () => {
  test("spreads routines evenly over their seconds, each always at its own", () => {
    const counts = new Array<number>(61).fill(0);
    for (let index = 0; index < 61_000; index += 1) {
      const offset = jitterOffsetSeconds(`routine-${index}`, 60);
      counts[offset] = (counts[offset] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
    expect(fractionOf("routine-1")).toBe(fractionOf("routine-1"));
  });

  test("of 0 seconds leaves the start at the slot", () => {
    const slot = new Date("2026-03-01T10:00:00Z");
    expect(dueAtOf({ id: "a", jitterSeconds: 0 }, slot)).toBeNull();
    const due = dueAtOf({ id: "routine-7", jitterSeconds: 30 }, slot);
    expect(due).toEqual(
      new Date(slot.getTime() + jitterOffsetSeconds("routine-7", 30) * SECOND_MS),
    );
  });
});

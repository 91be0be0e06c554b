import { describe, expect, test } from "vitest";
import { parseRateLimits, rateLimitNames } from "@/lib/domain/limits/rate-limits";
import { waitParams } from "@/lib/domain/limits/wait-time";

const limitsOf = (text: string) => {
  const parsed = parseRateLimits(text);
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return parsed.limits;
};

const problemsOf = (text: string) => {
  const parsed = parseRateLimits(text);
  return parsed.ok ? [] : parsed.problems;
};

describe("RATE_LIMITS", () => {
  test("changes the limits that it names, and leaves the others", () => {
    const changed = limitsOf("runs_user=600, sign_up_address=off\n writes_user=7");
    expect(changed.runs_user).toEqual({ max: 600, windowSeconds: 60 });
    expect(changed.sign_up_address).toEqual({ max: null, windowSeconds: 3_600 });
    expect(changed.writes_user.max).toBe(7);
    expect(changed.tests_user).toEqual(limitsOf("").tests_user);
  });

  test("turns all of them off with one word", () => {
    expect(rateLimitNames.map((name) => limitsOf(" off ")[name].max)).toEqual(
      rateLimitNames.map(() => null),
    );
  });

  test.each([
    ["runs=5", "RATE_LIMITS names runs, which isn't one of"],
    ["runs_user", "write runs_user=100"],
    ["runs_user=", "write runs_user=100"],
    ["runs_user=0", "write runs_user=100"],
    ["runs_user=-1", "write runs_user=100"],
    ["runs_user=1.5", "write runs_user=100"],
    ["runs_user=5=5", "write runs_user=100"],
    ["runs_user=1000001", "runs_user is at most 1000000"],
    ["constructor=5", "RATE_LIMITS names constructor"],
    ["off, runs_user=5", "RATE_LIMITS names off"],
  ])("of %s is refused with what to write", (text, problem) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  test("names all of its problems at once", () => {
    expect(problemsOf("a=1, b=2, runs_user=x")).toHaveLength(3);
  });
});

describe("a wait in words", () => {
  test.each([
    [0, { minutes: 0, seconds: 1 }],
    [0.2, { minutes: 0, seconds: 1 }],
    [59.5, { minutes: 0, seconds: 60 }],
    [119, { minutes: 0, seconds: 119 }],
    [120, { minutes: 2, seconds: 120 }],
    [901, { minutes: 16, seconds: 901 }],
  ])("of %d seconds is %j", (seconds, params) => {
    expect(waitParams(seconds)).toEqual(params);
  });
});

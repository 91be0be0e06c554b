import { describe, expect, it } from "vitest";
import { cronProblem } from "@/components/forms/use-problem-text";
import { routineState } from "@/components/routines/routine-state";
import { intervalParts } from "@/components/schedule/interval-parts";
import { isSameClock, zonedTimeText } from "@/components/time/exact-time-text";
import { CronError, parseCron } from "@/lib/domain/schedule/cron";

describe("what is wrong with a cron expression", () => {
  it.each([
    ["1,,2 * * * *", "list"],
    ["*/0 * * * *", "step"],
    ["5/10 * * * *", "step"],
    ["/5 * * * *", "step"],
    ["* * * * MON/2", "step"],
    ["30-10 * * * *", "range"],
    ["1-2-3 * * * *", "range"],
    ["61 * * * *", "bounds"],
    ["61/5 * * * *", "bounds"],
    ["* * * * 8", "bounds"],
    ["* * W * *", "text"],
    ["? * * * *", "text"],
  ])("%j is reported as a %s", (expression, problem) => {
    let reported: string | null = null;
    try {
      parseCron(expression);
    } catch (error) {
      if (error instanceof CronError) {
        reported = cronProblem(String(error.params.value));
      }
    }
    expect(reported).toBe(problem);
  });
});

describe("a time in the zone of a routine", () => {
  const slot = "2026-07-31T12:00:00.000Z";

  it("is the same figures on every machine until the reader's language is known", () => {
    expect(zonedTimeText(slot, "minute", "America/Sao_Paulo", null)).toBe("2026-07-31 09:00");
    expect(zonedTimeText(slot, "minute", "Nowhere/Land", null)).toBe("2026-07-31 12:00");
  });

  it("is then shown in that zone, whatever the machine's own is", () => {
    expect(zonedTimeText(slot, "weekday", "Asia/Tokyo", "en")).toBe("Fri 21:00");
  });

  it.each([
    ["America/Sao_Paulo", "America/Argentina/Buenos_Aires", true],
    ["Europe/London", "UTC", false],
    ["UTC", "Etc/UTC", true],
  ])("clocks in %s and %s show the same: %s", (timezone, other, isSame) => {
    expect(isSameClock(slot, timezone, other)).toBe(isSame);
  });
});

describe("the state of a routine", () => {
  const next_run_at = "2026-03-02T12:00:00.000Z";
  it.each([
    [true, null, "active"],
    [true, "2026-03-02T12:00:00.000Z", "active"],
    [false, null, "paused"],
    [false, "2026-03-02T12:00:00.001Z", "paused"],
    [false, "2026-03-02T12:00:00.000Z", "ended"],
    [false, "2026-03-01T00:00:00.000Z", "ended"],
  ])("active %s, with its end at %s, it is %s", (is_active, ends_at, state) => {
    expect(routineState({ is_active, ends_at, run_at: null, next_run_at })).toBe(state);
  });

  it.each([
    [true, next_run_at, "active"],
    [false, next_run_at, "paused"],
    [false, "2999-12-31T00:00:00.000Z", "ended"],
  ])("active %s, once, with its next slot at %s, it is %s", (is_active, next, state) => {
    const routine = { is_active, ends_at: null, run_at: next_run_at, next_run_at: next };
    expect(routineState(routine)).toBe(state);
  });
});

describe("intervals in words", () => {
  it.each([
    [1, "everyMinutes", 1],
    [90, "everyMinutes", 90],
    [60, "everyHours", 1],
    [36 * 60, "everyHours", 36],
    [1_440, "everyDays", 1],
    [14 * 1_440, "everyWeeks", 2],
  ])("%d minutes are shown exactly, as %s %d", (minutes, key, count) => {
    expect(intervalParts(minutes)).toEqual({ key, count });
  });
});

import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/domain/time-units";
import {
  pastSlots,
  plausiblePast,
  shownRoutines,
  type PastRun,
  type ShownRoutine,
} from "@/scripts/pictures/plausible-past";

const now = new Date("2026-03-02T10:02:30Z");
const pastOf = (routine: ShownRoutine): PastRun[] =>
  plausiblePast(routine, pastSlots(routine.schedule, now).slots, now);

const withStory = (story: ShownRoutine["story"]): PastRun[] =>
  shownRoutines.filter((routine) => routine.story === story).flatMap(pastOf);

const statusesOf = (runs: readonly PastRun[]) => new Set(runs.map(({ status }) => status));

describe("the slots of a past", () => {
  it.each<[string, ShownRoutine["schedule"], number, string, string]>([
    [
      "an interval",
      { kind: "interval", intervalMinutes: 5 },
      288,
      "2026-03-02T10:00:00.000Z",
      "2026-03-02T10:05:00.000Z",
    ],
    [
      "a cron expression",
      { kind: "cron", expression: "0 3 * * *", timezone: "America/Sao_Paulo" },
      1,
      "2026-03-02T06:00:00.000Z",
      "2026-03-03T06:00:00.000Z",
    ],
  ])("of %s cover a day up to now, and the next lies ahead", (_, schedule, count, last, next) => {
    const past = pastSlots(schedule, now);
    expect(past.slots).toHaveLength(count);
    expect(past.slots.at(-1)?.toISOString()).toBe(last);
    expect(past.next.toISOString()).toBe(next);
  });
});

describe("a plausible past", () => {
  it("has one run a slot, and is always the same", () => {
    for (const routine of shownRoutines) {
      const runs = pastOf(routine);
      expect(new Set(runs.map(({ slot }) => slot.getTime())).size).toBe(runs.length);
      expect(pastOf(routine)).toEqual(runs);
    }
  });

  it("meets the database's constraints: only a success is degraded, only a response has a status", () => {
    for (const run of shownRoutines.flatMap(pastOf)) {
      if (run.isDegraded) expect(run.status).toBe("SUCCESS");
      expect(run.httpStatus !== null).toBe(
        run.status === "SUCCESS" || run.errorCode === "HTTP_STATUS",
      );
      expect(run.durationMs).toBeGreaterThanOrEqual(0);
    }
  });

  it("ends in failures where a routine is down, after it was healthy", () => {
    const runs = withStory("down");
    const isLate = ({ slot }: PastRun) => now.getTime() - slot.getTime() < 3 * HOUR_MS;
    expect(statusesOf(runs.filter(isLate))).toEqual(new Set(["FAIL"]));
    expect(statusesOf(runs.filter((run) => !isLate(run)))).toEqual(new Set(["SUCCESS"]));
  });

  it.each<[ShownRoutine["story"], PastRun["status"][]]>([
    ["steady", ["SUCCESS"]],
    ["flaky", ["SUCCESS", "FAIL"]],
    ["slower", ["SUCCESS"]],
    ["gap", ["SUCCESS", "MISSED"]],
    ["crash", ["SUCCESS", "ABANDONED"]],
    ["paused", ["SUCCESS"]],
    ["new", []],
  ])("of a routine with the story %s has its outcomes", (story, statuses) => {
    expect(statusesOf(withStory(story))).toEqual(new Set(statuses));
  });

  it("ends hours ago where a routine is paused, and is degraded of late where it got slower", () => {
    const last = withStory("paused").at(-1);
    expect(now.getTime() - (last?.slot.getTime() ?? 0)).toBeGreaterThanOrEqual(5 * HOUR_MS);
    expect(withStory("slower").at(0)?.isDegraded).toBe(false);
    expect(withStory("slower").at(-1)?.isDegraded).toBe(true);
  });
});

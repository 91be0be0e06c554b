import { describe, expect, test } from "vitest";
import type { MisfirePolicy } from "@/lib/domain/routine/routine-options";
import { planClaim, type SlotAttempt } from "@/lib/domain/slots/claim-plan";

const at = (time: string) => new Date(`2026-03-01T${time}Z`);
const schedule = { kind: "interval", intervalMinutes: 10 } as const;

const plan = (options: {
  nextRunAt: string;
  now: string;
  misfirePolicy?: MisfirePolicy;
  endsAt?: string;
  offsetSeconds?: number;
  rows?: readonly SlotAttempt[];
}) =>
  planClaim({
    schedule,
    startsAt: null,
    endsAt: options.endsAt === undefined ? null : at(options.endsAt),
    offsetSeconds: options.offsetSeconds ?? 0,
    misfirePolicy: options.misfirePolicy ?? "FIRE_ONCE",
    nextRunAt: at(options.nextRunAt),
    now: at(options.now),
    horizon: new Date(at(options.now).getTime() + 3_000),
    rows: options.rows ?? [],
  });

const abandoned = (slot: string, attempt: number): SlotAttempt => ({
  slot: at(slot),
  attempt,
  status: "ABANDONED",
  willRetry: false,
});

describe("a claim", () => {
  test.each([
    ["on its minute", "10:00:00", "10:00:00"],
    ["two seconds early, within the slack", "10:00:00", "09:59:58"],
    ["nine minutes late, before the next slot", "10:00:00", "10:09:00"],
  ])("%s runs the slot, with nothing missed", (_, nextRunAt, now) => {
    expect(plan({ nextRunAt, now })).toEqual({
      action: "run",
      slot: at("10:00:00"),
      attempt: 1,
      missedSlots: 0,
    });
  });

  test("after an outage runs the latest slot and counts the ones before it", () => {
    expect(plan({ nextRunAt: "10:00:00", now: "10:31:00" })).toEqual({
      action: "run",
      slot: at("10:30:00"),
      attempt: 1,
      missedSlots: 3,
    });
  });

  test("does not count a passed-over slot with its own row as missed", () => {
    expect(
      plan({ nextRunAt: "10:00:00", now: "10:31:00", rows: [abandoned("10:00:00", 1)] }),
    ).toMatchObject({ action: "run", missedSlots: 2 });
  });

  test("attempts an abandoned slot again, until three attempts were lost", () => {
    const rows = [abandoned("10:00:00", 1), abandoned("10:00:00", 2)];
    expect(plan({ nextRunAt: "10:00:00", now: "10:05:00", rows })).toMatchObject({
      action: "run",
      attempt: 3,
    });
    rows.push(abandoned("10:00:00", 3));
    expect(plan({ nextRunAt: "10:00:00", now: "10:05:00", rows })).toEqual({
      action: "give_up",
      slot: at("10:00:00"),
      attempt: 4,
      missedSlots: 0,
      nextRunAt: at("10:10:00"),
    });
  });

  test.each(["SUCCESS", "FAIL", "MISSED"] as const)(
    "of a slot that ended in %s only moves on",
    (status) => {
      const rows = [{ slot: at("10:00:00"), attempt: 1, status, willRetry: false }];
      expect(plan({ nextRunAt: "10:00:00", now: "10:00:30", rows })).toEqual({
        action: "move_on",
        nextRunAt: at("10:10:00"),
      });
    },
  );

  test.each([
    { now: "10:00:30", action: "run" },
    { now: "10:01:59", action: "run" },
    { now: "10:02:00", action: "miss" },
    { now: "10:09:00", action: "miss" },
  ])("under SKIP at $now is a $action", ({ now, action }) => {
    expect(plan({ nextRunAt: "10:00:00", now, misfirePolicy: "SKIP" }).action).toBe(action);
  });

  test("under SKIP records the latest slot as missed, with the ones before it counted", () => {
    expect(plan({ nextRunAt: "10:00:00", now: "10:35:00", misfirePolicy: "SKIP" })).toEqual({
      action: "miss",
      slot: at("10:30:00"),
      attempt: 1,
      missedSlots: 3,
      nextRunAt: at("10:40:00"),
    });
  });

  test("under SKIP retries a slot whose first attempt was lost", () => {
    const rows = [abandoned("10:00:00", 1)];
    expect(
      plan({ nextRunAt: "10:00:00", now: "10:05:00", misfirePolicy: "SKIP", rows }),
    ).toMatchObject({ action: "run", attempt: 2 });
  });

  test("runs a slot again whose failed attempt will be retried", () => {
    const rows = [{ slot: at("10:00:00"), attempt: 1, status: "FAIL" as const, willRetry: true }];
    expect(plan({ nextRunAt: "10:00:00", now: "10:00:30", rows })).toMatchObject({
      action: "run",
      attempt: 2,
    });
  });

  test("counts only lost attempts towards giving up", () => {
    const failed = [1, 2, 3, 4].map((attempt) => ({
      slot: at("10:00:00"),
      attempt,
      status: "FAIL" as const,
      willRetry: true,
    }));
    expect(plan({ nextRunAt: "10:00:00", now: "10:05:00", rows: failed })).toMatchObject({
      action: "run",
      attempt: 5,
    });
  });

  test("ends a routine whose next slot is past its end", () => {
    expect(plan({ nextRunAt: "10:00:00", now: "10:00:30", endsAt: "10:00:00" })).toEqual({
      action: "end",
    });
  });

  test("takes the last slot before the end, however late it is", () => {
    expect(plan({ nextRunAt: "10:00:00", now: "11:00:00", endsAt: "10:20:00" })).toMatchObject({
      action: "run",
      slot: at("10:10:00"),
      missedSlots: 1,
    });
  });

  test("skips a slot whose jittered start has not come, and takes the one before", () => {
    expect(plan({ nextRunAt: "10:00:00", now: "10:10:30", offsetSeconds: 120 })).toMatchObject({
      action: "run",
      slot: at("10:00:00"),
      missedSlots: 0,
    });
  });

  test("under SKIP counts the age of a slot from its jittered start", () => {
    const late = { nextRunAt: "10:00:00", misfirePolicy: "SKIP" as const, offsetSeconds: 300 };
    expect(plan({ ...late, now: "10:06:59" }).action).toBe("run");
    expect(plan({ ...late, now: "10:07:00" }).action).toBe("miss");
  });
});

import { describe, expect, it } from "vitest";
import { findLiveProblems } from "@/components/routines/form/live-problems";
import {
  newRoutineValues,
  routineValues,
  toRoutineInput,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { findCalendarProblems } from "@/components/routines/form/schedule/calendar-problems";
import {
  draftClockChanges,
  draftSlots,
} from "@/components/routines/form/schedule/schedule-preview";
import { fullRoutine, routineLimits as limits } from "@/tests/support/routine-fixture";

const fresh = newRoutineValues(limits);
const now = new Date("2027-01-10T12:00:00Z");

const draft = (values: Partial<RoutineFormValues>): RoutineFormValues => ({ ...fresh, ...values });

const cronOf = (values: Partial<RoutineFormValues>) =>
  toRoutineInput(draft(values), {}, null).cron_expression;

describe("a schedule by the calendar", () => {
  it.each<[Partial<RoutineFormValues>, string]>([
    [{ schedule: "daily" }, "0 9 * * *"],
    [{ schedule: "daily", day_times: "8:30, 18:30" }, "30 8,18 * * *"],
    [{ schedule: "weekly" }, "0 9 * * 1"],
    [{ schedule: "weekly", on_3: "on", on_0: "on" }, "0 9 * * 0,1,3"],
    [{ schedule: "monthly", month_day: "31" }, "0 9 31 * *"],
    [{ schedule: "monthly", month_day: "last", day_times: "23:55" }, "55 23 L * *"],
    [{ schedule: "monthly", month_day: "nth2", month_weekday: "5" }, "0 9 * * 5#2"],
    [{ schedule: "monthly", month_day: "nthL", month_weekday: "0" }, "0 9 * * 0L"],
  ])("%j is saved as %s, and shown as it was when it is edited", (values, expression) => {
    expect(cronOf(values)).toBe(expression);
    const kept = routineValues({ ...fullRoutine, cron_expression: expression });
    const { schedule, day_times, month_day, month_weekday } = kept;
    expect(toRoutineInput(kept, {}, fullRoutine).cron_expression).toBe(expression);
    expect({ schedule, month_day, month_weekday }).toEqual({
      schedule: values.schedule,
      month_day: values.month_day ?? "1",
      month_weekday: values.month_weekday ?? "1",
    });
    expect(day_times).toBe((values.day_times ?? "09:00").replace("8:30", "08:30"));
    expect(draftSlots(kept, limits, now, null)).toHaveLength(5);
  });

  it.each(["0 9 * * MON", "*/15 * * * *", "0 9 1 1 *", "0 9 L-2 * *"])(
    "the expression %s stays one that was written by hand",
    (expression) => {
      const { schedule, cron_expression } = routineValues({
        ...fullRoutine,
        cron_expression: expression,
      });
      expect(schedule).toBe("cron");
      expect(cron_expression).toBe(expression);
    },
  );

  it.each<[Partial<RoutineFormValues>, string, string]>([
    [{ schedule: "daily", day_times: "" }, "day_times", "times_required"],
    [{ schedule: "daily", day_times: "noon" }, "day_times", "times_malformed"],
    [{ schedule: "monthly", day_times: "9:00, 18:30" }, "day_times", "times_apart"],
    [{ schedule: "weekly", on_1: "" }, "on_1", "weekday_required"],
  ])("%j is refused at its own field", (values, path, code) => {
    expect(findCalendarProblems(draft(values))).toMatchObject([{ path, code }]);
    const live = findLiveProblems(draft(values), limits, now, null);
    expect(live.map(({ place }) => place)).toEqual([path]);
    expect(draftSlots(draft(values), limits, now, null)).toEqual([]);
  });

  it("times that come too often are refused where they are written", () => {
    const values = draft({ schedule: "daily", day_times: "9:00, 9:01" });
    expect(findCalendarProblems(values)).toEqual([]);
    expect(findLiveProblems(values, limits, now, null)).toMatchObject([
      { place: "day_times", code: "cron_too_frequent" },
    ]);
  });
});

describe("what a clock change does to a schedule", () => {
  const berlin = { timezone: "Europe/Berlin", schedule: "daily", day_times: "02:30" };

  it("a skipped time is named with its day, in the next year alone", () => {
    expect(draftClockChanges(draft(berlin), limits, now)).toMatchObject([
      { kind: "skipped", local: "2027-03-28T02:30" },
    ]);
    expect(draftClockChanges(draft({ ...berlin, day_times: "09:00" }), limits, now)).toEqual([]);
    expect(draftClockChanges(draft({ ...berlin, timezone: "UTC" }), limits, now)).toEqual([]);
  });

  it("a run that is made up comes right after the gap", () => {
    const values = draft({ ...berlin, gap_policy: "RUN_AFTER_GAP" });
    expect(draftClockChanges(values, limits, now)).toMatchObject([
      { kind: "moved", at: "2027-03-28T01:00:00.000Z" },
    ]);
  });

  it("an incomplete schedule has none", () => {
    expect(draftClockChanges(draft({ schedule: "cron" }), limits, now)).toEqual([]);
    expect(draftClockChanges(draft({}), limits, now)).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MisfirePolicy } from "@/lib/domain/routine/routine-options";
import { nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { planClaim } from "@/lib/domain/slots/claim-plan";
import { firstSlotOf, isPastEnd, slotAfterEdit } from "@/lib/domain/slots/routine-slots";
import {
  buildSlotLedger,
  buildTimeline,
  findScheduledSlots,
  type LedgerRun,
  type ScheduleChange,
  type SlotSettings,
} from "@/lib/domain/slots/slot-ledger";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

const at = (time: string) => new Date(`2026-03-01T${time}:00Z`);
const clock = (moment: Date) => moment.toISOString().slice(11, 16);
const every = (intervalMinutes: number): Schedule => ({ kind: "interval", intervalMinutes });
const cron = (expression: string): Schedule => ({ kind: "cron", expression, timezone: "UTC" });

type LedgerStory = {
  createdAt: Date;
  current: SlotSettings;
  changes: readonly ScheduleChange[];
  runs: readonly LedgerRun[];
};

/** A page as the service makes it: only the rows that the page and what is right above it have. */
function pageOf(story: LedgerStory, until: Date, limit: number) {
  const timeline = buildTimeline(story);
  const slots = findScheduledSlots(timeline, { after: story.createdAt, until, limit });
  const oldest = slots.length < limit ? story.createdAt : (slots.at(-1) ?? story.createdAt);
  const later = story.runs.filter(({ slot }) => slot > until).map(({ slot }) => slot.getTime());
  const runs = story.runs.filter(
    ({ slot }) => (slot >= oldest && slot <= until) || slot.getTime() === Math.min(...later),
  );
  return buildSlotLedger(timeline, { slots, runs, releases: [], until, limit });
}

const settings = (overrides: Partial<SlotSettings> = {}): SlotSettings => ({
  schedule: every(10),
  startsAt: null,
  endsAt: null,
  isActive: true,
  nextRunAt: at("10:00"),
  ...overrides,
});

const change = (
  time: string,
  kind: ScheduleChange["kind"],
  overrides: Partial<SlotSettings> = {},
): ScheduleChange => ({ ...settings(overrides), kind, at: at(time) });

const run = (time: string, overrides: Partial<LedgerRun> = {}): LedgerRun => ({
  id: `${time}/${overrides.attempt ?? 1}`,
  slot: at(time),
  attempt: 1,
  status: "SUCCESS",
  isDegraded: false,
  willRetry: false,
  isReplay: false,
  supersededBy: null,
  missedSlots: 0,
  isFenced: false,
  ...overrides,
});

/** What a ledger says, a line a slot, oldest first. */
function tell(story: Partial<LedgerStory>, until: string): string[] {
  const whole: LedgerStory = {
    createdAt: at("09:55"),
    current: settings(),
    changes: [change("09:55", "CREATED")],
    runs: [],
    ...story,
  };
  return pageOf(whole, at(until), 500)
    .map(({ slot, state }) => `${clock(slot)} ${state}`)
    .reverse();
}

describe("the ledger", () => {
  const stories: { what: string; story: Partial<LedgerStory>; until: string; lines: string[] }[] = [
    {
      what: "gives every outcome its own state",
      story: {
        current: settings({ nextRunAt: at("10:50") }),
        runs: [
          run("10:00"),
          run("10:10", { isDegraded: true }),
          run("10:20", { status: "FAIL" }),
          run("10:30", { status: "MISSED" }),
          run("10:40", { status: "RUNNING" }),
        ],
      },
      until: "10:45",
      lines: ["10:00 SUCCESS", "10:10 DEGRADED", "10:20 FAIL", "10:30 MISSED", "10:40 RUNNING"],
    },
    {
      what: "tells the outcome of several attempts, or how the latest stands",
      story: {
        current: settings({ nextRunAt: at("10:20") }),
        runs: [
          run("10:00", { status: "ABANDONED", isFenced: true }),
          run("10:00", { attempt: 2 }),
          run("10:10", { status: "FAIL", willRetry: true }),
          run("10:10", { status: "FAIL", attempt: 2 }),
          run("10:20", { status: "FAIL", willRetry: true }),
        ],
      },
      until: "10:25",
      lines: ["10:00 SUCCESS", "10:10 FAIL", "10:20 RETRYING"],
    },
    {
      what: "leaves a slot whose worker was lost as abandoned, and misses only those between",
      story: {
        current: settings({ nextRunAt: at("10:40") }),
        runs: [run("10:00", { status: "ABANDONED" }), run("10:30", { missedSlots: 2 })],
      },
      until: "10:35",
      lines: ["10:00 ABANDONED", "10:10 MISSED", "10:20 MISSED", "10:30 SUCCESS"],
    },
    {
      what: "has what is due and not claimed yet as waiting",
      story: { current: settings({ nextRunAt: at("10:10") }), runs: [run("10:00")] },
      until: "10:35",
      lines: ["10:00 SUCCESS", "10:10 WAITING", "10:20 WAITING", "10:30 WAITING"],
    },
    {
      what: "has the slots of a pause as paused, also one that the pause overtook",
      story: {
        current: settings({ nextRunAt: at("10:50") }),
        changes: [
          change("09:55", "CREATED"),
          change("10:12", "PAUSED", { isActive: false, nextRunAt: at("10:10") }),
          change("10:35", "RESUMED", { nextRunAt: at("10:40") }),
        ],
        runs: [run("10:00"), run("10:40")],
      },
      until: "10:45",
      lines: ["10:00 SUCCESS", "10:10 PAUSED", "10:20 PAUSED", "10:30 PAUSED", "10:40 SUCCESS"],
    },
    {
      what: "takes the slots of the schedule that held then, and has what an edit took as edited",
      story: {
        current: settings({ schedule: every(30), nextRunAt: at("11:24") }),
        changes: [
          change("09:55", "CREATED"),
          change("10:23", "EDITED", { schedule: every(30), nextRunAt: at("10:24") }),
        ],
        runs: [run("10:00"), run("10:24"), run("10:54")],
      },
      until: "11:00",
      lines: ["10:00 SUCCESS", "10:10 EDITED", "10:20 EDITED", "10:24 SUCCESS", "10:54 SUCCESS"],
    },
    {
      what: "knows what comes before the start and after the end",
      story: {
        current: settings({
          startsAt: at("10:10"),
          endsAt: at("10:20"),
          isActive: false,
          nextRunAt: at("10:20"),
        }),
        changes: [
          change("09:55", "CREATED", {
            startsAt: at("10:10"),
            endsAt: at("10:20"),
            nextRunAt: at("10:10"),
          }),
          change("10:11", "ENDED", {
            startsAt: at("10:10"),
            endsAt: at("10:20"),
            isActive: false,
            nextRunAt: at("10:20"),
          }),
        ],
        runs: [run("10:10")],
      },
      until: "10:35",
      lines: ["10:00 BEFORE_START", "10:10 SUCCESS", "10:20 AFTER_END", "10:30 AFTER_END"],
    },
    {
      what: "takes settings without a log to have been as they are",
      story: { changes: [], current: settings({ nextRunAt: at("10:20") }), runs: [run("10:10")] },
      until: "10:25",
      lines: ["10:00 UNRECORDED", "10:10 SUCCESS", "10:20 WAITING"],
    },
    {
      what: "takes a log that begins with a pause to have begun active",
      story: {
        changes: [change("10:05", "PAUSED", { isActive: false, nextRunAt: at("10:10") })],
        current: settings({ isActive: false, nextRunAt: at("10:10") }),
        runs: [run("10:00")],
      },
      until: "10:15",
      lines: ["10:00 SUCCESS", "10:10 PAUSED"],
    },
    {
      what: "keeps a run whose slot its schedule does not have",
      story: { current: settings({ nextRunAt: at("10:10") }), runs: [run("10:00"), run("10:03")] },
      until: "10:05",
      lines: ["10:00 SUCCESS", "10:03 SUCCESS"],
    },
    {
      what: "has only runs of a schedule that cannot be read",
      story: {
        current: settings({ schedule: cron("61 * * * *"), isActive: false }),
        changes: [change("09:55", "CREATED", { schedule: cron("61 * * * *") })],
        runs: [run("10:00", { status: "FAIL" })],
      },
      until: "10:35",
      lines: ["10:00 FAIL"],
    },
  ];

  test.each(stories)("$what", ({ story, until, lines }) => {
    expect(tell(story, until)).toEqual(lines);
  });

  test("names the run that counts a missed slot, and the change that kept a slot from running", () => {
    const pause = change("10:25", "PAUSED", { isActive: false, nextRunAt: at("10:30") });
    const story: LedgerStory = {
      createdAt: at("09:55"),
      current: settings({ isActive: false, nextRunAt: at("10:30") }),
      changes: [change("09:55", "CREATED"), pause],
      runs: [run("10:20", { missedSlots: 2 })],
    };
    expect(pageOf(story, at("10:35"), 500)).toMatchObject([
      { slot: at("10:30"), state: "PAUSED", change: { at: pause.at } },
      { slot: at("10:20"), state: "SUCCESS", runs: [{ id: "10:20/1" }] },
      { slot: at("10:10"), state: "MISSED", missedBy: "10:20/1" },
      { slot: at("10:00"), state: "MISSED", missedBy: "10:20/1" },
    ]);
  });

  test("finds the slots of an expression that fires once a year, and of a year without any", () => {
    const yearly = settings({ schedule: cron("0 0 29 2 *"), nextRunAt: at("10:00") });
    const timeline = buildTimeline({
      createdAt: new Date("2019-01-01T00:00:00Z"),
      current: yearly,
      changes: [],
    });
    const find = (after: string, until: string) =>
      findScheduledSlots(timeline, { after: new Date(after), until: new Date(until), limit: 500 });
    expect(find("2019-01-01T00:00:00Z", "2026-01-01T00:00:00Z")).toEqual([
      new Date("2024-02-29T00:00:00Z"),
      new Date("2020-02-29T00:00:00Z"),
    ]);
    expect(find("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z")).toEqual([]);
  });

  test("has both hours of a cadence where the clock is set back, and no slot twice", () => {
    const schedule: Schedule = {
      kind: "cron",
      expression: "0 * * * *",
      timezone: "Europe/Berlin",
    };
    const timeline = buildTimeline({
      createdAt: new Date("2026-10-24T22:30:00Z"),
      current: settings({ schedule, nextRunAt: new Date("2026-10-25T03:00:00Z") }),
      changes: [],
    });
    const slots = findScheduledSlots(timeline, {
      after: new Date("2026-10-24T22:30:00Z"),
      until: new Date("2026-10-25T02:30:00Z"),
      limit: 500,
    });
    expect(slots.map(clock)).toEqual(["02:00", "01:00", "00:00", "23:00"]);
  });
});

type Operation =
  | { type: "wait"; seconds: number }
  | { type: "tick"; ends: readonly ("SUCCESS" | "FAIL" | "RETRY" | "LOST")[] }
  | { type: "toggle" }
  | { type: "schedule"; schedule: Schedule }
  | { type: "start"; inMinutes: number | null }
  | { type: "end"; inMinutes: number | null };

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant("wait"), seconds: fc.nat(3_000) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("tick"),
      ends: fc.array(fc.constantFrom("SUCCESS", "FAIL", "RETRY", "LOST"), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("toggle") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("schedule"),
      schedule: fc.constantFrom(
        every(5),
        every(7),
        every(30),
        cron("*/10 * * * *"),
        cron("3 * * * *"),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("start"),
      inMinutes: fc.option(fc.integer({ min: -30, max: 60 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("end"),
      inMinutes: fc.option(fc.integer({ min: 1, max: 120 })),
    }),
  },
);

/** A routine under the rules of claims and edits, its history, and the log of its changes. */
class RoutineHistory {
  nowMs = at("09:55").getTime();
  readonly createdAt = at("09:55");
  readonly runs: LedgerRun[] = [];
  readonly changes: ScheduleChange[] = [];
  current: SlotSettings;

  constructor(
    schedule: Schedule,
    private readonly misfirePolicy: MisfirePolicy,
  ) {
    this.current = settings({ schedule, nextRunAt: this.createdAt });
    this.current.nextRunAt = firstSlotOf(this.current, this.createdAt);
    this.log("CREATED");
  }

  private log(kind: ScheduleChange["kind"]) {
    this.changes.push({
      ...this.current,
      kind,
      at: new Date(this.nowMs),
    });
  }

  private edit(kind: ScheduleChange["kind"], next: Partial<SlotSettings>) {
    const edited = { ...this.current, ...next };
    if (edited.startsAt !== null && edited.endsAt !== null && edited.startsAt >= edited.endsAt) {
      return;
    }
    const nextRunAt = slotAfterEdit(this.current, edited, new Date(this.nowMs));
    if (edited.isActive && isPastEnd(edited, nextRunAt)) return;
    this.current = { ...edited, nextRunAt };
    this.log(kind);
  }

  private moveTo(nextRunAt: Date) {
    this.current = { ...this.current, nextRunAt };
    if (isPastEnd(this.current, nextRunAt)) this.end();
  }

  private end() {
    this.current = { ...this.current, isActive: false };
    this.log("ENDED");
  }

  private tick(ends: readonly string[]) {
    const now = new Date(this.nowMs);
    const horizon = new Date(this.nowMs + 3_000);
    for (const ending of ends) {
      const { schedule, nextRunAt, isActive } = this.current;
      if (!isActive || nextRunAt > horizon) return;
      const plan = planClaim({
        ...this.current,
        misfirePolicy: this.misfirePolicy,
        offsetSeconds: 0,
        now,
        horizon,
        rows: this.runs,
      });
      if (plan.action === "end") {
        this.end();
        return;
      }
      if (plan.action === "move_on") {
        this.moveTo(plan.nextRunAt);
        continue;
      }
      const { slot, attempt, missedSlots } = plan;
      const write = (overrides: Partial<LedgerRun>) => {
        const id = `${slot.toISOString()}/${attempt}`;
        this.runs.push({ ...run("10:00"), id, slot, attempt, missedSlots, ...overrides });
      };
      if (plan.action !== "run") {
        write({ status: plan.action === "miss" ? "MISSED" : "FAIL" });
        this.moveTo(plan.nextRunAt);
        continue;
      }
      this.current = { ...this.current, nextRunAt: slot };
      if (ending === "LOST") {
        write({ status: "ABANDONED" });
        return;
      }
      if (ending === "RETRY") {
        write({ status: "FAIL", willRetry: true });
        return;
      }
      write({ status: ending === "FAIL" ? "FAIL" : "SUCCESS" });
      this.moveTo(nextSlot(schedule, slot));
    }
  }

  apply(operation: Operation) {
    const inMinutes = (minutes: number | null) =>
      minutes === null ? null : new Date(this.nowMs + minutes * MINUTE_MS);
    switch (operation.type) {
      case "wait":
        this.nowMs += operation.seconds * SECOND_MS;
        break;
      case "tick": {
        this.tick(operation.ends);
        return;
      }
      case "toggle": {
        const isActive = !this.current.isActive;
        this.edit(isActive ? "RESUMED" : "PAUSED", { isActive });
        return;
      }
      case "schedule": {
        this.edit("EDITED", { schedule: operation.schedule });
        return;
      }
      case "start": {
        this.edit("EDITED", { startsAt: inMinutes(operation.inMinutes) });
        return;
      }
      case "end": {
        this.edit("EDITED", { endsAt: inMinutes(operation.inMinutes) });
        return;
      }
    }
  }
}

describe("for any history", () => {
  const history = fc
    .record({
      schedule: fc.constantFrom(every(5), every(10), cron("*/15 * * * *")),
      misfirePolicy: fc.constantFrom<MisfirePolicy>("FIRE_ONCE", "SKIP"),
      operations: fc.array(operation, { minLength: 1, maxLength: 60 }),
    })
    .map(({ schedule, misfirePolicy, operations }) => {
      const routine = new RoutineHistory(schedule, misfirePolicy);
      for (const each of operations) routine.apply(each);
      return routine;
    });

  test("every slot has one entry, every run is in one, and none is unexplained", () => {
    fc.assert(
      fc.property(history, (routine) => {
        const until = new Date(routine.nowMs + 3_000);
        const entries = pageOf(routine, until, 5_000);
        const slots = entries.map(({ slot }) => slot.getTime());
        expect(slots).toEqual([...new Set(slots)].sort((a, b) => b - a));
        expect(entries.flatMap(({ runs }) => runs.map(({ id }) => id)).sort()).toEqual(
          routine.runs.map(({ id }) => id).sort(),
        );
        expect(entries.filter(({ state }) => state === "UNRECORDED")).toEqual([]);
        for (const [index, { nextRunAt, isActive }] of routine.changes.entries()) {
          const isDue = isActive && nextRunAt <= until;
          const heldUntil = routine.changes[index + 1]?.at ?? until;
          if (isDue && nextRunAt <= heldUntil) expect(slots).toContain(nextRunAt.getTime());
        }
      }),
      { numRuns: 400 },
    );
  });

  test("exactly as many slots are missed as its runs count", () => {
    fc.assert(
      fc.property(history, (routine) => {
        // A run may start up to the slack before its slot, so that far is looked ahead.
        const entries = pageOf(routine, new Date(routine.nowMs + 3_000), 5_000);
        const counted = entries.filter(({ missedBy }) => missedBy !== null);
        expect(counted.length).toBe(
          routine.runs.reduce((total, { missedSlots }) => total + missedSlots, 0),
        );
      }),
      { numRuns: 400 },
    );
  });

  test("pages of any size add up to the whole", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 9 }), (routine, size) => {
        const until = new Date(routine.nowMs);
        const whole = pageOf(routine, until, 5_000);
        const paged: typeof whole = [];
        let page = pageOf(routine, until, size);
        while (page.length > 0) {
          paged.push(...page);
          const last = paged.at(-1);
          page = last === undefined ? [] : pageOf(routine, new Date(last.slot.getTime() - 1), size);
        }
        expect(paged).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });
});

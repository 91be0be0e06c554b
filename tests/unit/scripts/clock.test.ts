import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { Clock, msToNextTick } from "@/scripts/start/clock";

describe("the next tick", () => {
  const minute = Date.UTC(2025, 0, 31, 23, 59);

  it.each([
    ["just before its moment", minute + 49, 1],
    ["at its moment, which is the last tick's", minute + 50, MINUTE_MS],
    ["just after its moment", minute + 51, 59_999],
    ["at the full minute", minute, 50],
    ["at half past the minute", minute + 30_000, 30_050],
    ["at the end of the minute", minute + 59_999, 51],
  ])("is due just after the full minute: %s", (_, nowMs, expected) => {
    expect(msToNextTick(nowMs)).toBe(expected);
  });

  it("does not drift, however late each one wakes up", () => {
    let nowMs = minute + 50;
    for (const lateMs of [0, 900, 17, 59_000, 3]) {
      const dueMs = nowMs + msToNextTick(nowMs);
      expect(dueMs % MINUTE_MS).toBe(50);
      nowMs = dueMs + lateMs;
    }
  });
});

/** The database's clock is the fake one of the test. */
const startMs = Date.UTC(2025, 0, 31, 23, 59, 20);

/** A budget that outlasts the minute: ticks are then sent for no other reason than the minute. */
const longBudgetMs = 2 * HOUR_MS;

type Tick = { atMs: number; end: (how: "drained" | "budget" | Error) => void };

/** A clock on a machine whose own is ahead of the database's by `aheadMs`, and the ticks that it sends. */
function startTestClock(
  given: {
    budgetMs?: number;
    aheadMs?: number;
    measureOffset?: () => Promise<number>;
    /** How a tick ends as soon as it is sent; otherwise the test ends it. */
    every?: "drained" | "budget" | Error;
  } = {},
) {
  const machine = { aheadMs: given.aheadMs ?? 0 };
  const ticks: Tick[] = [];
  const lines: string[] = [];
  const clock = new Clock({
    sendTick: () =>
      new Promise((resolve, reject) => {
        const end = (how: "drained" | "budget" | Error) =>
          how instanceof Error ? reject(how) : resolve(how);
        ticks.push({ atMs: Date.now() - startMs, end });
        if (given.every !== undefined) end(given.every);
      }),
    budgetMs: given.budgetMs ?? longBudgetMs,
    measureOffset: given.measureOffset ?? (() => Promise.resolve(-machine.aheadMs)),
    now: () => Date.now() + machine.aheadMs,
    report: (line) => lines.push(line),
  });
  clock.start();
  return {
    clock,
    machine,
    lines,
    end: (index: number, how: "drained" | "budget" | Error) => {
      ticks[index]?.end(how);
      return vi.advanceTimersByTimeAsync(0);
    },
    /** The seconds by the database's clock at which ticks were sent, since the start. */
    sentAt: () => ticks.map(({ atMs }) => atMs / SECOND_MS),
  };
}

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * SECOND_MS);

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the clock follows the database", () => {
  it.each([0, 5_000, -5_000, 19_000, -19_000])(
    "from the start on a machine that is %d ms ahead",
    async (aheadMs) => {
      const { sentAt } = startTestClock({ aheadMs, every: "drained" });
      await pass(130);
      expect(sentAt()).toEqual([0, 40.05, 100.05]);
    },
  );

  it.each([7_000, -7_000])("after the machine's clock was set by %d ms", async (changeMs) => {
    const { machine, sentAt } = startTestClock({ every: "drained" });
    await pass(60);
    machine.aheadMs += changeMs;
    await pass(130);
    expect(sentAt()).toEqual([0, 40.05, 100.05, 160.05]);
  });

  it("after the machine was suspended, within seconds and then at the minute", async () => {
    const { sentAt } = startTestClock({ every: "drained" });
    await pass(60);
    vi.setSystemTime(Date.now() + HOUR_MS);
    await pass(45);
    const [first, second, awake = 0, next, ...others] = sentAt();
    expect([first, second, next, others]).toEqual([0, 40.05, 3_700.05, []]);
    expect(awake).toBeGreaterThan(3_660);
    expect(awake).toBeLessThanOrEqual(3_665);
  });

  it("by a measurement that is repeated, soon where it failed", async () => {
    const measuredAt: number[] = [];
    const results = [() => Promise.reject(new Error("no database")), () => Promise.resolve(-8_000)];
    const { sentAt } = startTestClock({
      aheadMs: 8_000,
      every: "drained",
      measureOffset: () => {
        measuredAt.push((Date.now() - startMs) / SECOND_MS);
        return (results.shift() ?? (() => Promise.resolve(-8_000)))();
      },
    });
    await pass(1_500);
    const [first, second = 0, third = 0, ...others] = measuredAt;
    expect([first, others.length]).toEqual([0, 1]);
    expect(second).toBeGreaterThanOrEqual(60);
    expect(second).toBeLessThanOrEqual(65);
    expect(third - second).toBeGreaterThanOrEqual(600);
    expect(third - second).toBeLessThanOrEqual(605);
    expect(sentAt().slice(0, 4)).toEqual([0, 32.05, 100.05, 160.05]);
  });
});

describe("a tick follows another", () => {
  it("when the budget is over: what falls due after that is not left for the next minute", async () => {
    const { sentAt } = startTestClock({ budgetMs: 50_000, every: "drained" });
    await pass(180);
    expect(sentAt()).toEqual([0, 40.05, 90.1, 100.05, 150.1, 160.05]);
  });

  it("at once where the budget was spent and more was due", async () => {
    const { sentAt, end } = startTestClock({ budgetMs: 30_000 });
    await pass(29);
    await end(0, "budget");
    expect(sentAt()).toEqual([0, 29]);
    await pass(2);
    await end(1, "drained");
    expect(sentAt()).toEqual([0, 29]);
  });

  it.each(["budget" as const, new Error("the app responded with 503")])(
    "after a pause that grows where each is over in no time: %s",
    async (every) => {
      const { sentAt, lines } = startTestClock({ every });
      await pass(39);
      expect(sentAt()).toEqual([0, 1, 3, 7, 15, 31]);
      expect(lines).toEqual(
        every instanceof Error ? ["a tick failed: the app responded with 503"] : [],
      );
      await pass(400);
      expect(sentAt().length).toBeLessThanOrEqual(6 + 2 * 7);
    },
  );

  it("and not before it has ended, while it may still claim", async () => {
    const { sentAt, end } = startTestClock({ budgetMs: 50_000 });
    await pass(45);
    expect(sentAt()).toEqual([0]);
    await end(0, "drained");
    expect(sentAt()).toEqual([0, 45]);
  });

  it("beside one that only waits for its last responses, and no third", async () => {
    const { sentAt, end } = startTestClock({ budgetMs: 30_000 });
    await pass(31);
    expect(sentAt()).toEqual([0, 30.05]);
    await pass(60);
    expect(sentAt()).toEqual([0, 30.05]);
    await end(0, "budget");
    expect(sentAt()).toEqual([0, 30.05, 91]);
  });

  it("as its budget is over, also where the minute turned before that", async () => {
    const { sentAt } = startTestClock({ budgetMs: 50_000 });
    await pass(51);
    expect(sentAt()).toEqual([0, 50.05]);
  });

  it("never after the clock was stopped", async () => {
    const { clock, sentAt, end } = startTestClock({ budgetMs: 30_000 });
    await pass(1);
    clock.stop();
    await end(0, "budget");
    await pass(300);
    expect(sentAt()).toEqual([0]);
  });
});

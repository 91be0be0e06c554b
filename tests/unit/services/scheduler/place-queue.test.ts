import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lineOf } from "@/lib/services/scheduler/place-queue";
import { Places, type Hold } from "@/lib/services/scheduler/places";
import { WaitingRoutines } from "@/lib/services/scheduler/waiting-routines";

const answered = { errorCode: null, httpStatus: 200, durationMs: 10 } as const;
const timedOut = { errorCode: "TIMEOUT", httpStatus: null, durationMs: 8_000 } as const;

/** A worker with places, a tick, and a line of those who wait outside of it. */
function createWorker({ maxConcurrency = 5, maxPerHost = 100 } = {}) {
  const limits = { maxConcurrency, maxPerHost };
  const places = new Places();
  const waiting = new WaitingRoutines(places, limits);
  const granted: { workspaceId: string; hold: Hold }[] = [];
  const failed: unknown[] = [];
  places.join(waiting);
  const end = (hold: Hold, result: Parameters<Places["end"]>[1] = answered) =>
    places.end(hold, result, limits, performance.now());
  return {
    places,
    granted,
    failed,
    end,
    /** Somebody of a workspace waits for a request to a host that is known to respond. */
    ask(workspaceId: string, host = "host"): void {
      const lane = places.lane(workspaceId, host, true);
      lineOf(places)
        .wait(lane, "/", limits)
        .then(
          (hold) => granted.push({ workspaceId, hold }),
          (error: unknown) => failed.push(error),
        );
    },
    becomeDue(workspaceId: string, count: number, host = "host"): void {
      const ids = Array.from({ length: count }, (_, index) => `${workspaceId} ${index}`);
      const group = { workspaceId, host, route: "/", ids, lagMs: 0, hasSucceeded: true };
      waiting.update(
        { groups: [group], replays: [], isCut: true, nextDueMs: null },
        performance.now(),
      );
    },
    /** What the tick starts now. */
    start(): Hold[] {
      const choices = waiting.choose({ ahead: 0, limit: 100, nowMs: performance.now() });
      for (const { hold } of choices) places.start(hold, limits, performance.now());
      return choices.map(({ hold }) => hold);
    },
    /** What was granted since this was asked last. */
    async take(): Promise<string[]> {
      await vi.advanceTimersByTimeAsync(0);
      return granted.splice(0).map(({ workspaceId }) => workspaceId);
    },
  };
}

describe("who waits outside of a tick", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("gets a place at once while one is free that the workspace may hold", async () => {
    const worker = createWorker();
    for (let index = 0; index < 4; index += 1) worker.ask("a", `host-${index}`);
    worker.ask("a", "one too many");
    expect(await worker.take()).toEqual(["a", "a", "a", "a"]);
    worker.ask("b");
    expect(await worker.take()).toEqual(["b"]);
    expect(worker.places.running).toBe(5);
  });

  test("keeps to the cap of a host together with scheduled runs of any workspace", async () => {
    const worker = createWorker({ maxConcurrency: 100, maxPerHost: 6 });
    worker.becomeDue("a", 3);
    const scheduled = worker.start();
    expect(scheduled).toHaveLength(3);
    for (const workspaceId of ["b", "c", "d"]) {
      for (let index = 0; index < 4; index += 1) worker.ask(workspaceId);
    }
    expect(await worker.take()).toHaveLength(3);
    worker.becomeDue("e", 3);
    expect(worker.start()).toHaveLength(0);
    for (const hold of scheduled) worker.end(hold);
    expect(worker.start().length + (await worker.take()).length).toBe(3);
    expect(worker.places.running).toBe(6);
  });

  test("gets one place of a host that ran into its deadline", async () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.ask("a");
    await vi.advanceTimersByTimeAsync(8_000);
    const [first] = worker.granted.splice(0);
    if (first === undefined) throw new Error("Nothing was granted.");
    worker.end(first.hold, timedOut);
    for (let index = 0; index < 5; index += 1) worker.ask("a");
    expect(await worker.take()).toEqual(["a"]);
  });

  test("leaves a free place to scheduled runs of a workspace that uses less", async () => {
    const worker = createWorker({ maxConcurrency: 20 });
    for (let index = 0; index < 30; index += 1) worker.ask("a", `a-${index}`);
    await vi.advanceTimersByTimeAsync(0);
    expect(worker.granted).toHaveLength(18);
    worker.becomeDue("b", 4, "b-1");
    // The tick is asking its database, and takes the place once it has its response.
    for (const { hold } of worker.granted.splice(0, 4)) worker.end(hold);
    worker.granted.splice(0);
    expect(await worker.take()).toEqual([]);
    expect(worker.start().map(({ lane }) => lane.workspaceId)).toEqual(["b", "b", "b", "b"]);
    expect(worker.places.running).toBe(18);
  });

  test("comes before scheduled runs of a workspace that uses more", async () => {
    const worker = createWorker({ maxConcurrency: 20 });
    worker.becomeDue("a", 100, "a-1");
    for (let round = 0; round < 4; round += 1) for (const hold of worker.start()) worker.end(hold);
    worker.becomeDue("a", 100, "a-1");
    const scheduled = worker.start();
    expect(scheduled).toHaveLength(19);
    for (let index = 0; index < 4; index += 1) worker.ask("b", "b-1");
    expect(await worker.take()).toEqual(["b"]);
    for (const hold of scheduled.slice(0, 4)) worker.end(hold);
    // The last two places are for workspaces that hold next to nothing.
    expect(await worker.take()).toEqual(["b", "b"]);
    expect(worker.places.running).toBe(18);
  });

  test("is served in the order of arrival within a workspace", async () => {
    const worker = createWorker({ maxConcurrency: 2 });
    const order: number[] = [];
    const lane = worker.places.lane("a", "host", true);
    const limits = { maxConcurrency: 2, maxPerHost: 9 };
    for (let index = 0; index < 5; index += 1) {
      void lineOf(worker.places)
        .wait(lane, "/", limits)
        .then((hold) => {
          order.push(index);
          worker.end(hold);
        });
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  test("gives up after 15 seconds, and holds nothing then", async () => {
    const worker = createWorker({ maxConcurrency: 1 });
    worker.ask("a");
    worker.ask("b");
    await vi.advanceTimersByTimeAsync(14_999);
    expect(worker.failed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(worker.failed).toMatchObject([{ code: "BUSY", retryAfterSeconds: 5 }]);
    const [first] = worker.granted.splice(0);
    if (first !== undefined) worker.end(first.hold);
    expect(worker.places.running).toBe(0);
    worker.ask("c");
    expect(await worker.take()).toEqual(["c"]);
  });
});

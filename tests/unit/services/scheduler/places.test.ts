import { describe, expect, test } from "vitest";
import type { DueGroup } from "@/db/queries/find-due-routines";
import { Places, type Hold } from "@/lib/services/scheduler/places";
import { WaitingRoutines } from "@/lib/services/scheduler/waiting-routines";

const answered = { errorCode: null, httpStatus: 200, durationMs: 10 } as const;
const timedOut = { errorCode: "TIMEOUT", httpStatus: null, durationMs: 8_000 } as const;

/** A worker with places, and one tick of it, at a time that only the test moves. */
function createWorker({ maxConcurrency = 5, maxPerHost = 100 } = {}) {
  const limits = { maxConcurrency, maxPerHost };
  const places = new Places();
  const waiting = new WaitingRoutines(places, limits);
  let nowMs = 0;
  let lastId = 0;
  const group = (
    workspaceId: string,
    host: string,
    count: number,
    more: Partial<DueGroup> = {},
  ) => ({
    workspaceId,
    host,
    route: "/",
    ids: Array.from({ length: count }, () => `${workspaceId} ${host} ${(lastId += 1)}`),
    lagMs: 0,
    hasSucceeded: false,
    ...more,
  });
  const choose = (ahead = 0, limit = 1_000) => waiting.choose({ ahead, limit, nowMs });
  const worker = {
    group,
    choose,
    becomeDue: (...groups: DueGroup[]) =>
      waiting.update({ groups, replays: [], isCut: true, nextDueMs: null }, nowMs),
    /** Starts what may start, and returns its holds. */
    start(): Hold[] {
      const holds = choose().map(({ hold }) => hold);
      for (const hold of holds) expect(places.start(hold, limits, nowMs)).toBe(true);
      return holds;
    },
    /** Starts all that may start, and has it end `afterMs` later, `rounds` times. */
    run(rounds: number, afterMs: number): void {
      for (let round = 0; round < rounds; round += 1) {
        const holds = worker.start();
        nowMs += afterMs;
        worker.end(holds);
      }
    },
    end(holds: readonly Hold[], result: Parameters<Places["end"]>[1] = answered): void {
      for (const hold of holds) places.end(hold, result, limits, nowMs);
    },
    wait: (ms: number) => (nowMs += ms),
    waiting,
    places,
    limits,
  };
  return worker;
}

const of = (holds: readonly Hold[], workspaceId: string) =>
  holds.filter(({ lane }) => lane.workspaceId === workspaceId).length;

describe("the places of a worker", () => {
  test.each([
    { places: 1, most: 1 },
    { places: 2, most: 1 },
    { places: 5, most: 4 },
    { places: 100, most: 95 },
  ])("one workspace holds $most of $places at most, however fast it is", ({ places, most }) => {
    const worker = createWorker({ maxConcurrency: places, maxPerHost: 1_000 });
    worker.becomeDue(worker.group("a", "fast", 1_000));
    worker.run(8, 10);
    expect(worker.start()).toHaveLength(most);
    worker.becomeDue(worker.group("b", "other", 1));
    expect(of(worker.start(), "b")).toBe(Math.min(1, places - most));
  });

  test("a workspace whose requests are slow leaves a tenth to the others", () => {
    const worker = createWorker({ maxConcurrency: 100, maxPerHost: 1_000 });
    worker.becomeDue(worker.group("a", "slow", 1_000));
    worker.run(8, 2_000);
    expect(worker.start()).toHaveLength(90);
  });

  test("hosts that haven't responded hold three quarters of what a workspace may at most", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(
      ...Array.from({ length: 300 }, (_, index) => worker.group("a", `dead-${index}`, 3)),
    );
    expect(worker.start()).toHaveLength(68);
  });

  test("a host that hasn't responded holds two places, and leaves one to any other", () => {
    const worker = createWorker();
    worker.becomeDue(worker.group("a", "dead", 10));
    expect(worker.start()).toHaveLength(2);
    worker.becomeDue(worker.group("a", "new", 10));
    expect(worker.start()).toHaveLength(1);
  });

  test("a lane doubles with each round of responses, up to the cap of its host", () => {
    const worker = createWorker({ maxConcurrency: 100, maxPerHost: 20 });
    worker.becomeDue(worker.group("a", "host", 1_000));
    const sizes = Array.from({ length: 6 }, () => {
      const holds = worker.start();
      worker.wait(10);
      worker.end(holds);
      return holds.length;
    });
    expect(sizes).toEqual([2, 4, 8, 16, 18, 18]);
  });

  test("a lane doesn't grow while half of its requests are overdue", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(worker.group("a", "host", 1_000));
    worker.run(1, 10);
    const holds = worker.start();
    expect(holds).toHaveLength(4);
    worker.wait(1_500);
    worker.end(holds.slice(0, 1));
    expect(worker.start()).toHaveLength(1);
  });

  test("a host that ran into its deadline has one place until it responds again", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(worker.group("a", "host", 1_000));
    worker.run(4, 10);
    worker.end(worker.start(), timedOut);
    for (let round = 0; round < 3; round += 1) {
      const holds = worker.start();
      expect(holds).toHaveLength(1);
      worker.end(holds, timedOut);
    }
    worker.run(1, 10);
    expect(worker.start()).toHaveLength(2);
  });

  test("an endpoint that refuses connections responds, and one whose name never resolves doesn't", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(worker.group("a", "refused", 100), worker.group("b", "nameless", 100));
    const holds = worker.start();
    const [refused, nameless] = ["a", "b"].map((workspaceId) =>
      holds.filter(({ lane }) => lane.workspaceId === workspaceId),
    );
    worker.end(refused ?? [], { errorCode: "CONNECT", httpStatus: null, durationMs: 2 });
    worker.end(nameless ?? [], { errorCode: "DNS", httpStatus: null, durationMs: 5_000 });
    const next = worker.start();
    expect([of(next, "a"), of(next, "b")]).toEqual([4, 1]);
  });

  test("one workspace's dead host doesn't make the lane of another to it smaller", () => {
    const worker = createWorker({ maxConcurrency: 100, maxPerHost: 20 });
    worker.becomeDue(worker.group("a", "host", 100), worker.group("b", "host", 100));
    const holds = worker.start();
    worker.end(
      holds.filter(({ lane }) => lane.workspaceId === "a"),
      timedOut,
    );
    worker.end(holds.filter(({ lane }) => lane.workspaceId === "b"));
    const next = worker.start();
    expect([of(next, "a"), of(next, "b")]).toEqual([1, 4]);
  });

  test("a host takes no more than its cap, of all workspaces together", () => {
    const worker = createWorker({ maxConcurrency: 100, maxPerHost: 5 });
    for (const workspaceId of ["a", "b", "c", "d"]) {
      worker.becomeDue(worker.group(workspaceId, "host", 10, { hasSucceeded: true }));
    }
    expect(worker.start()).toHaveLength(5);
  });

  test("a lane whose routines succeeded last time starts larger", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(worker.group("a", "host", 10, { hasSucceeded: true }));
    expect(worker.start()).toHaveLength(4);
  });

  test("the next place goes to the workspace that used the fewest place-seconds", () => {
    const worker = createWorker({ maxConcurrency: 2 });
    worker.becomeDue(worker.group("a", "slow", 10));
    worker.run(3, 5_000);
    worker.becomeDue(worker.group("b", "other", 10));
    expect(worker.choose(0, 1)[0]?.hold.lane.workspaceId).toBe("b");
  });

  test("workspaces that use alike take turns", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    for (const workspaceId of ["a", "b", "c"]) {
      worker.becomeDue(worker.group(workspaceId, workspaceId, 50, { hasSucceeded: true }));
    }
    const turns = worker.choose(0, 6).map(({ hold }) => hold.lane.workspaceId);
    expect(turns.slice(0, 3).sort()).toEqual(["a", "b", "c"]);
    expect(turns.slice(3).sort()).toEqual(["a", "b", "c"]);
  });

  test("routes of one host take turns, so that one that hangs doesn't hold up the other", () => {
    const worker = createWorker();
    worker.becomeDue(
      worker.group("a", "host", 10, { route: "/hangs", lagMs: 60_000 }),
      worker.group("a", "host", 50, { route: "/responds" }),
    );
    expect(worker.start().map(({ route }) => route)).toEqual(["/responds", "/hangs"]);
  });

  test("a route that hasn't responded stays small, however fast the others of its host are", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(worker.group("a", "host", 1_000, { route: "/responds" }));
    worker.run(5, 10);
    worker.becomeDue(worker.group("a", "host", 1_000, { route: "/hangs" }));
    const routes = worker.start().map(({ route }) => route);
    expect(routes.filter((route) => route === "/hangs")).toHaveLength(2);
    expect(routes.length).toBeGreaterThan(30);
  });

  test("claims ahead of time start when a place is free, and not before", () => {
    const worker = createWorker({ maxConcurrency: 2 });
    const known = { hasSucceeded: true };
    worker.becomeDue(worker.group("a", "one", 10, known), worker.group("b", "two", 10, known));
    const holds = worker.start();
    expect(holds).toHaveLength(2);
    const [early] = worker.choose(2);
    if (early === undefined) throw new Error("Nothing was claimed ahead.");
    expect(worker.places.start(early.hold, worker.limits, 0)).toBe(false);
    worker.end(holds.filter(({ lane }) => lane === early.hold.lane));
    expect(worker.places.start(early.hold, worker.limits, 0)).toBe(true);
  });

  test("what is known of a lane that is in use is never forgotten", () => {
    const worker = createWorker({ maxConcurrency: 100 });
    worker.becomeDue(worker.group("a", "host", 1_000));
    worker.run(3, 10);
    const holds = worker.start();
    for (let index = 0; index < 20_000; index += 1) worker.places.lane(`w${index}`, "host", false);
    worker.end(holds.slice(0, 1));
    expect(worker.start()).toHaveLength(2);
  });
});

describe("what is waiting", () => {
  test("is all that was found last, where that was all that is due", () => {
    const { waiting, group, choose } = createWorker({ maxConcurrency: 100 });
    waiting.update(
      { groups: [group("a", "gone", 1)], replays: [], isCut: false, nextDueMs: null },
      0,
    );
    waiting.update(
      { groups: [group("b", "here", 1)], replays: [], isCut: false, nextDueMs: null },
      0,
    );
    expect(choose().map(({ hold }) => hold.lane.workspaceId)).toEqual(["b"]);
    expect(waiting.isEmpty).toBe(true);
  });

  test("is added to, where more is due than was found", () => {
    const { becomeDue, group, choose } = createWorker({ maxConcurrency: 100 });
    becomeDue(group("a", "herd", 1));
    becomeDue(group("b", "other", 1));
    expect(choose()).toHaveLength(2);
  });
});

import fc from "fast-check";
import type { Series } from "@/tests/integration/scheduler/model/series";

/** What may happen to the scheduler, in any order. */

const workers = ["worker-a", "worker-b", "worker-c"] as const;
export type Worker = (typeof workers)[number];

export type Outcome =
  { status: "SUCCESS" } | { status: "FAIL"; isPassing: boolean; retryAfterSeconds: number | null };

export type Settings = {
  series: Series;
  jitterSeconds: number;
  maxAttempts: number;
  misfirePolicy: "FIRE_ONCE" | "SKIP";
};

export type Change =
  | { what: "series"; series: Series }
  | { what: "jitter"; seconds: number }
  | { what: "end"; inMinutes: number | null }
  | { what: "attempts"; max: number }
  | { what: "misfire"; policy: Settings["misfirePolicy"] }
  | { what: "active"; active: boolean };

/**
 * `routine` and `claim` are counted from the latest, modulo how many there are. A claim stays with
 * its worker for good, so that late, repeated and senseless calls happen too, until it crashes.
 */
export type Operation =
  | { op: "claim"; worker: Worker; limit: number }
  | { op: "run manually"; worker: Worker; routine: number }
  | { op: "pass the gate"; claim: number; neededSeconds: number }
  | { op: "record"; results: { claim: number; outcome: Outcome }[] }
  | { op: "release"; claims: number[] }
  | { op: "crash"; worker: Worker }
  | { op: "sweep"; limit: number }
  | { op: "close orphaned retries" }
  | { op: "create"; settings: Settings }
  | { op: "edit"; routine: number; change: Change }
  | { op: "delete"; routine: number }
  | { op: "wait"; ms: number }
  /** Until a routine is due, or a claim's lease ends, and so many milliseconds more. */
  | { op: "wait until due"; routine: number; andMs: number }
  | { op: "wait for the lease"; claim: number; andMs: number };

const worker = fc.constantFrom(...workers);
const routine = fc.nat({ max: 2 });
/** The latest claim most often. */
const claim = fc.oneof(
  { arbitrary: fc.constant(0), weight: 5 },
  { arbitrary: fc.nat({ max: 2 }), weight: 3 },
  { arbitrary: fc.nat({ max: 11 }), weight: 1 },
);

const series = fc.oneof(
  fc.constantFrom(5, 1, 7, 10).map((minutes): Series => ({ kind: "interval", minutes })),
  fc.constantFrom(5, 1, 15).map((minutes): Series => ({ kind: "cron", minutes })),
);
const jitter = fc.constantFrom(0, 0, 30, 90, 400);
const maxAttempts = fc.integer({ min: 1, max: 4 });
const misfirePolicy = fc.constantFrom("FIRE_ONCE", "FIRE_ONCE", "SKIP");

export const settings: fc.Arbitrary<Settings> = fc.record({
  series,
  jitterSeconds: jitter,
  maxAttempts,
  misfirePolicy,
});

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant<Outcome>({ status: "SUCCESS" }),
  fc
    .record({
      isPassing: fc.constantFrom(true, true, false),
      retryAfterSeconds: fc.constantFrom(null, 45, 250, 900),
    })
    .map((failure): Outcome => ({ status: "FAIL", ...failure })),
);

const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: series.map((to): Change => ({ what: "series", series: to })), weight: 4 },
  { arbitrary: jitter.map((seconds): Change => ({ what: "jitter", seconds })), weight: 1 },
  {
    arbitrary: fc
      .constantFrom(null, 2, 12, 60)
      .map((inMinutes): Change => ({ what: "end", inMinutes })),
    weight: 2,
  },
  { arbitrary: maxAttempts.map((max): Change => ({ what: "attempts", max })), weight: 1 },
  { arbitrary: misfirePolicy.map((policy): Change => ({ what: "misfire", policy })), weight: 1 },
  { arbitrary: fc.boolean().map((active): Change => ({ what: "active", active })), weight: 4 },
);

/** Just before, at and just after a moment, and at the edges of the slack. */
const nearby = fc.constantFrom(0, 1, -1, -2_000, -3_000, -3_001, 20_000);

const claiming = fc.record({
  op: fc.constant("claim" as const),
  worker,
  limit: fc.integer({ min: 1, max: 3 }),
});
const waitingForDue = fc.record({
  op: fc.constant("wait until due" as const),
  routine,
  andMs: nearby,
});
const recording = fc.record({
  op: fc.constant("record" as const),
  results: fc.array(fc.record({ claim, outcome }), { minLength: 1, maxLength: 3 }),
});

const editing = fc.record({ op: fc.constant("edit" as const), routine, change });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { arbitrary: claiming, weight: 6 },
  { arbitrary: recording, weight: 6 },
  {
    arbitrary: fc.record({
      op: fc.constant("pass the gate" as const),
      claim,
      // A lease is enough for the first, and never for the second.
      neededSeconds: fc.constantFrom(1, 60),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      op: fc.constant("release" as const),
      claims: fc.array(claim, { minLength: 1, maxLength: 2 }),
    }),
    weight: 2,
  },
  {
    arbitrary: fc.record({ op: fc.constant("run manually" as const), worker, routine }),
    weight: 2,
  },
  { arbitrary: fc.record({ op: fc.constant("crash" as const), worker }), weight: 1 },
  {
    arbitrary: fc.record({
      op: fc.constant("sweep" as const),
      limit: fc.constantFrom(1_000, 1),
    }),
    weight: 3,
  },
  { arbitrary: fc.constant<Operation>({ op: "close orphaned retries" }), weight: 2 },
  { arbitrary: fc.record({ op: fc.constant("create" as const), settings }), weight: 1 },
  { arbitrary: editing, weight: 6 },
  { arbitrary: fc.record({ op: fc.constant("delete" as const), routine }), weight: 1 },
  {
    arbitrary: fc.record({
      op: fc.constant("wait" as const),
      ms: fc.constantFrom(1_000, 30_000, minutes(1), minutes(4), minutes(11), minutes(90)),
    }),
    weight: 4,
  },
  { arbitrary: waitingForDue, weight: 5 },
  {
    arbitrary: fc.record({
      op: fc.constant("wait for the lease" as const),
      claim,
      andMs: fc.constantFrom(0, 1, -1, 1_000),
    }),
    weight: 4,
  },
);

function minutes(count: number): number {
  return count * 60_000;
}

/** What seldom comes together by chance: a tick, an edit in its middle, a slot that loses its workers. */
const tick = fc.tuple(waitingForDue, claiming, recording);
const editedTick = fc.tuple(waitingForDue, claiming, editing, recording);
const losses = fc
  .tuple(waitingForDue, fc.array(worker, { minLength: 2, maxLength: 4 }))
  .map(([first, lost]): Operation[] => [
    first,
    ...lost.flatMap((name): Operation[] => [
      { op: "claim", worker: name, limit: 1 },
      { op: "wait for the lease", claim: 0, andMs: 0 },
    ]),
  ]);

export const story: fc.Arbitrary<Operation[]> = fc
  .array(
    fc.oneof(
      { arbitrary: operation.map((only): Operation[] => [only]), weight: 8 },
      { arbitrary: tick.map((all): Operation[] => all), weight: 2 },
      { arbitrary: editedTick.map((all): Operation[] => all), weight: 2 },
      { arbitrary: losses, weight: 1 },
    ),
    { minLength: 1, maxLength: 30, size: "max" },
  )
  .map((parts) => parts.flat());

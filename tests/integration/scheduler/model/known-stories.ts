import type { Operation, Settings } from "@/tests/integration/scheduler/model/operations";

/** Stories that failed once, or that are rarely found by chance. */
export const knownStories: readonly {
  name: string;
  first: readonly Settings[];
  story: readonly Operation[];
}[] = [
  {
    name: "an edit just before the slot wins over the release of a claim that had passed over slots",
    first: [
      {
        series: { kind: "interval", minutes: 10 },
        jitterSeconds: 0,
        maxAttempts: 1,
        misfirePolicy: "FIRE_ONCE",
      },
    ],
    story: [
      { op: "wait until due", routine: 0, andMs: 30 * 60_000 - 2_000 },
      { op: "claim", worker: "worker-a", limit: 1 },
      {
        op: "edit",
        routine: 0,
        change: { what: "series", series: { kind: "interval", minutes: 7 } },
      },
      { op: "release", claims: [0] },
    ],
  },
  {
    name: "a slot that ran early is not run again by a schedule that begins with it",
    first: [
      {
        series: { kind: "interval", minutes: 1 },
        jitterSeconds: 0,
        maxAttempts: 1,
        misfirePolicy: "FIRE_ONCE",
      },
    ],
    story: [
      { op: "wait until due", routine: 0, andMs: -2_000 },
      { op: "claim", worker: "worker-a", limit: 1 },
      { op: "record", results: [{ claim: 0, outcome: { status: "SUCCESS" } }] },
      {
        op: "edit",
        routine: 0,
        change: { what: "series", series: { kind: "cron", minutes: 1 } },
      },
      { op: "claim", worker: "worker-b", limit: 1 },
    ],
  },
  {
    name: "a slot that loses three workers is given up, and its worker's late results are fenced",
    first: [
      {
        series: { kind: "interval", minutes: 5 },
        jitterSeconds: 30,
        maxAttempts: 4,
        misfirePolicy: "SKIP",
      },
    ],
    story: [
      { op: "wait until due", routine: 0, andMs: 0 },
      { op: "claim", worker: "worker-a", limit: 1 },
      { op: "wait for the lease", claim: 0, andMs: 0 },
      { op: "claim", worker: "worker-b", limit: 1 },
      { op: "wait for the lease", claim: 0, andMs: 0 },
      { op: "claim", worker: "worker-c", limit: 1 },
      { op: "wait for the lease", claim: 0, andMs: 0 },
      { op: "claim", worker: "worker-a", limit: 1 },
      {
        op: "record",
        results: [
          { claim: 0, outcome: { status: "SUCCESS" } },
          { claim: 1, outcome: { status: "SUCCESS" } },
          { claim: 2, outcome: { status: "FAIL", isPassing: true, retryAfterSeconds: null } },
        ],
      },
    ],
  },
  {
    name: "a claim whose routine was paused meanwhile does not pass the start gate",
    first: [
      {
        series: { kind: "interval", minutes: 5 },
        jitterSeconds: 0,
        maxAttempts: 1,
        misfirePolicy: "FIRE_ONCE",
      },
    ],
    story: [
      { op: "wait until due", routine: 0, andMs: 0 },
      { op: "claim", worker: "worker-a", limit: 1 },
      { op: "edit", routine: 0, change: { what: "active", active: false } },
      { op: "pass the gate", claim: 0, neededSeconds: 1 },
      { op: "release", claims: [0] },
    ],
  },
  {
    name: "a claim whose lease ended and was taken by another worker does not pass the start gate",
    first: [
      {
        series: { kind: "interval", minutes: 5 },
        jitterSeconds: 0,
        maxAttempts: 1,
        misfirePolicy: "FIRE_ONCE",
      },
    ],
    story: [
      { op: "wait until due", routine: 0, andMs: 0 },
      { op: "claim", worker: "worker-a", limit: 1 },
      { op: "wait for the lease", claim: 0, andMs: 0 },
      { op: "claim", worker: "worker-b", limit: 1 },
      { op: "pass the gate", claim: 1, neededSeconds: 1 },
      { op: "pass the gate", claim: 0, neededSeconds: 1 },
    ],
  },
  {
    name: "a claim whose routine was edited meanwhile does not pass the start gate",
    first: [
      {
        series: { kind: "interval", minutes: 5 },
        jitterSeconds: 0,
        maxAttempts: 1,
        misfirePolicy: "FIRE_ONCE",
      },
    ],
    story: [
      { op: "wait until due", routine: 0, andMs: 0 },
      { op: "claim", worker: "worker-a", limit: 1 },
      { op: "edit", routine: 0, change: { what: "attempts", max: 3 } },
      { op: "pass the gate", claim: 0, neededSeconds: 1 },
      { op: "release", claims: [0] },
    ],
  },
];

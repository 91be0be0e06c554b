import { expect } from "vitest";
import type { Database } from "@/db/client";
import type { CountingReceiver } from "@/tests/integration/scheduler/crash/counting-receiver";
import {
  auditHistory,
  findRuns,
  spotless,
} from "@/tests/integration/scheduler/crash/granted-slots";

/** Settings with leases so short that a storm outlasts many of them. */
export const stormSettings = {
  maxConcurrency: 8,
  maxPerHost: 100,
  batchLimit: 20,
  slackSeconds: 3,
  leaseSeconds: 4,
  recordMarginSeconds: 1,
  budgetSeconds: 3,
  mayLinger: false,
  retentionDays: 90,
  auditRetentionDays: 400,
  historyMaxBytes: null,
  maxLagSeconds: 300,
  hasLastingProcess: true,
  heartbeatUrl: null,
  heartbeatSeconds: 5,
};

/** What a storm has left behind: how many slots were granted, what is wrong, and the ids of the runs. */
export async function readStormHistory(db: Database) {
  const { granted, ...faults } = await auditHistory(db);
  return {
    granted,
    faults,
    abandoned: await findRuns(db, "ABANDONED"),
    succeeded: await findRuns(db, "SUCCESS"),
    failed: await findRuns(db, "FAIL"),
  };
}

export type StormHistory = Awaited<ReturnType<typeof readStormHistory>>;

/**
 * No slot is lost or has two outcomes. What succeeded was received, what was received is in the
 * history, and no run was sent twice.
 */
export function expectPromisesKept(history: StormHistory, receiver: CountingReceiver): void {
  const { faults, abandoned, succeeded, failed } = history;
  expect(faults).toEqual(spotless);
  expect([...succeeded].filter((id) => !receiver.accepted.has(id))).toEqual([]);
  const sent = [...receiver.sentByRun.keys()];
  expect(sent.filter((id) => !abandoned.has(id) && !succeeded.has(id) && !failed.has(id))).toEqual(
    [],
  );
  expect(Math.max(...receiver.sentByRun.values())).toBe(1);
}

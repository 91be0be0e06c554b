import { randomInt } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  startCountingReceiver,
  type CountingReceiver,
} from "@/tests/integration/scheduler/crash/counting-receiver";
import {
  drain,
  findWorker,
  grantSlots,
  keepGranting,
  prepareRoutines,
} from "@/tests/integration/scheduler/crash/granted-slots";
import { drainReplays, keepReplaying } from "@/tests/integration/scheduler/crash/replayed-slots";
import { SeededRandom } from "@/tests/integration/scheduler/crash/seeded-random";
import {
  expectPromisesKept,
  readStormHistory,
  stormSettings,
} from "@/tests/integration/scheduler/crash/storm-history";
import {
  provokeLateResult,
  unleashChaos,
  WorkerFleet,
} from "@/tests/integration/scheduler/crash/worker-fleet";
import { createTestDatabase, isEmbedded, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

/** The embedded database shares this process with the receiver, so the storm there is smaller. */
const size = isEmbedded() ? 2 : 4;
const stormSeconds = Number(process.env.OPSPULSE_CRASH_SECONDS ?? (isEmbedded() ? 20 : 60));
const longestStormSeconds = stormSeconds + 90;

describe("workers that crash", () => {
  const seed = Number(process.env.OPSPULSE_CRASH_SEED ?? randomInt(2 ** 31));
  let database: TestDatabase;
  let receiver: CountingReceiver;
  let fleet: WorkerFleet;

  beforeEach(async () => {
    database = await createTestDatabase();
    receiver = await startCountingReceiver(new SeededRandom(seed + 1));
    fleet = new WorkerFleet(database.url, stormSettings);
  });
  afterEach(async () => {
    await fleet.destroy();
    await receiver.close();
    await database.close();
  });

  test(
    "workers that are killed and frozen at random lose no slot and give none two outcomes",
    { timeout: (longestStormSeconds + 240) * 1_000 },
    async () => {
      console.log(`Workers crash for ${stormSeconds} s with OPSPULSE_CRASH_SEED=${seed}.`);
      const { db } = database;
      const { context } = await createTestWorkspace(db, { ...stormSettings, workerId: "calm" });
      await prepareRoutines(db, {
        url: receiver.url,
        count: isEmbedded() ? 60 : 250,
        workspaces: 5,
      });
      await fleet.start(size);

      const startedAtMs = performance.now();
      const isOverAfter = (seconds: number) => () =>
        performance.now() - startedAtMs > seconds * 1_000;
      const { leaseSeconds } = stormSettings;
      const isOver = isOverAfter(stormSeconds);
      const random = new SeededRandom(seed);
      await Promise.all([
        unleashChaos(fleet, random, { leaseSeconds, isOver }),
        keepGranting(db, { limit: isEmbedded() ? 20 : 40, isOver }),
        keepReplaying(db, { isOver }),
      ]);
      receiver.calm();
      // A storm without a late result has not shown that late results are fenced.
      const sendOne = async () => {
        const arrival = receiver.holdNext();
        await grantSlots(db, 1);
        return findWorker(db, await arrival);
      };
      await provokeLateResult(fleet, sendOne, {
        leaseSeconds,
        isOver: isOverAfter(longestStormSeconds),
      });
      await fleet.end();
      await drain(context);
      const replayed = await drainReplays(context);

      const history = await readStormHistory(db);
      const { granted, abandoned, succeeded, failed } = history;
      const sentTwice = [...receiver.sentByKey.values()].filter((count) => count > 1);
      console.log(
        [
          `${fleet.kills} kills, ${fleet.freezes} freezes and ${fleet.terminations} terminations in ${fleet.ticks} ticks:`,
          `${granted} slots granted, ${replayed} replayed, ${succeeded.size} runs succeeded, ${failed.size} failed, ${abandoned.size} were abandoned,`,
          `${fleet.fencedRuns.length} results fenced, ${sentTwice.length} of ${receiver.sentByKey.size} slots sent more than once.`,
        ].join(" "),
      );

      expectPromisesKept(history, receiver);
      expect(granted).toBeGreaterThan(isEmbedded() ? 60 : 250);
      expect(replayed).toBeGreaterThan(0);
      expect(fleet.tickErrors).toEqual([]);
      expect(fleet.unexpectedEnds).toEqual([]);

      // Late completions happened, and nothing of them was written.
      expect(fleet.fencedRuns.length).toBeGreaterThan(0);
      expect(fleet.fencedRuns.filter((id) => !abandoned.has(id))).toEqual([]);
    },
  );
});

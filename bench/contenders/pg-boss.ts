import { PgBoss } from "pg-boss";
import { Pool } from "undici";
import { runContender } from "@/bench/contender";
import { countDown, jobPayload, openHistory, runJob } from "@/bench/contenders/job";

const WORKERS = 4;

/**
 * Batches of `work()`, by several workers so that the places of a finished batch are not all empty at
 * once. Each asks for its next batch when one is done, instead of after the polling interval.
 */
await runContender(async (input) => {
  const { databaseUrl, endpointOrigin, jobs, concurrency, dueAtMs, isSameWork } = input;
  const endpoint = new Pool(endpointOrigin, { connections: concurrency });
  const history = openHistory(databaseUrl);
  await history`select 1`;
  const { done, all } = countDown(jobs);
  const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });
  boss.on("error", console.error);
  await boss.start();
  const workers: string[] = [];
  for (let index = 0; index < WORKERS; index += 1) {
    const id = await boss.work(
      "call",
      { batchSize: Math.ceil(concurrency / WORKERS), pollingIntervalSeconds: 0.5 },
      async (batch) => {
        await Promise.all(
          batch.map(async ({ data }) => {
            await runJob(jobPayload.parse(data), {
              endpoint,
              history,
              dueAtMs,
              isSameWork,
              enqueue: (next, runAt) => boss.send("call", next, { startAfter: runAt }),
            });
            done();
          }),
        );
        const self = workers[index];
        if (self !== undefined) boss.notifyWorker(self);
      },
    );
    workers.push(id);
  }
  return {
    drain: () => all,
    close: async () => {
      await boss.stop({ graceful: false });
      await history.end();
      await endpoint.close();
    },
  };
});

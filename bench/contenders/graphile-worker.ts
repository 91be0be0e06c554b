import { Logger, run } from "graphile-worker";
import { Pool } from "undici";
import { runContender } from "@/bench/contender";
import { countDown, jobPayload, openHistory, runJob } from "@/bench/contenders/job";

/** Batching as in the project's own performance page (worker.graphile.org/docs/performance). */
await runContender(async (input) => {
  const { databaseUrl, endpointOrigin, jobs, concurrency, dueAtMs, isSameWork } = input;
  const endpoint = new Pool(endpointOrigin, { connections: concurrency });
  const history = openHistory(databaseUrl);
  await history`select 1`;
  const { done, all } = countDown(jobs);
  const runner = await run({
    preset: {
      worker: {
        connectionString: databaseUrl,
        concurrentJobs: concurrency,
        maxPoolSize: 10,
        pollInterval: 50,
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
        logger: new Logger(() => () => undefined),
      },
    },
    noHandleSignals: true,
    taskList: {
      call: async (payload, helpers) => {
        await runJob(jobPayload.parse(payload), {
          endpoint,
          history,
          dueAtMs,
          isSameWork,
          enqueue: (next, runAt) => helpers.addJob("call", next, { runAt }),
        });
        done();
      },
    },
  });
  return {
    drain: () => all,
    close: async () => {
      await runner.stop();
      await history.end();
      await endpoint.close();
    },
  };
});

import { Pool } from "undici";
import { runContender } from "@/bench/contender";

/** The ceiling: the requests alone, with neither database nor checks. */
await runContender(async ({ targetOrigin, jobs, concurrency }) => {
  const target = new Pool(targetOrigin, { connections: concurrency });
  let next = 1;
  const work = async () => {
    while (next <= jobs) {
      const path = `/${next}`;
      next += 1;
      const { body } = await target.request({ path, method: "GET" });
      await body.dump();
    }
  };
  return {
    drain: async () => {
      await Promise.all(Array.from({ length: concurrency }, work));
    },
    close: () => target.close(),
  };
});

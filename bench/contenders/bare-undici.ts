import { Pool } from "undici";
import { runContender } from "@/bench/contender";

/** The ceiling: the requests alone, with neither database nor checks. */
await runContender(async ({ endpointOrigin, jobs, concurrency }) => {
  const endpoint = new Pool(endpointOrigin, { connections: concurrency });
  let next = 1;
  const work = async () => {
    while (next <= jobs) {
      const path = `/${next}`;
      next += 1;
      const { body } = await endpoint.request({ path, method: "GET" });
      await body.dump();
    }
  };
  return {
    drain: async () => {
      await Promise.all(Array.from({ length: concurrency }, work));
    },
    close: () => endpoint.close(),
  };
});

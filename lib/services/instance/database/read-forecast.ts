import { historyMaxBytes } from "@/lib/env";
import { getInstanceForecast, type InstanceForecast } from "@/lib/services/instance/get-forecast";
import type { Instance } from "@/lib/services/instance/instance";

/** What a month of the instance's routines uses, by its settings and its database. */
export async function readForecast(instance: Instance): Promise<InstanceForecast> {
  const { env } = instance.settings;
  return getInstanceForecast({
    db: await instance.database(),
    scheduler: {
      maxConcurrency: env.MAX_CONCURRENCY,
      mayLinger: env.TICK_LINGER === "on",
      budgetSeconds: env.TICK_BUDGET_SECONDS,
      retentionDays: env.RUN_RETENTION_DAYS,
      historyMaxBytes: historyMaxBytes(env),
    },
  });
}

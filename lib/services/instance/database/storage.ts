import { statfs } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { MB_BYTES } from "@/lib/domain/byte-units";
import { readFirstServer } from "@/lib/domain/database-servers";
import { isSupabaseHost } from "@/lib/domain/instance/is-supabase-host";
import { judgeStorage, type StorageFacts } from "@/lib/domain/instance/judge-storage";
import { historyMaxBytes } from "@/lib/env";
import { defineCheck } from "@/lib/services/instance/check";
import { readForecast } from "@/lib/services/instance/database/read-forecast";
import type { Instance } from "@/lib/services/instance/instance";

/** The embedded database is a directory of this machine. */
async function readFreeDisk({ settings }: Instance): Promise<number | null> {
  if (settings.dataDirectory === null) return null;
  const { bavail, bsize } = await statfs(settings.dataDirectory);
  return bavail * bsize;
}

export const storageCheck = defineCheck({
  name: "storage",
  look: async (instance): Promise<StorageFacts> => {
    const { databaseUrl, env } = instance.settings;
    const { forecast, databaseBytes, history } = await readForecast(instance);
    const [row] = await instance.query<{ read_only: string }>(
      sql`select current_setting('transaction_read_only') as read_only`,
    );
    return {
      isReadOnly: row?.read_only === "on",
      databaseBytes,
      history,
      forecastBytes: forecast.meters.database_mb * MB_BYTES,
      historyMaxBytes: historyMaxBytes(env),
      isSupabase: isSupabaseHost(readFirstServer(databaseUrl).hostname),
      freeDiskBytes: await readFreeDisk(instance),
    };
  },
  judge: judgeStorage,
});

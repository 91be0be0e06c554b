import { sql } from "drizzle-orm";
import { defineCheck, ok, problem, type Finding } from "@/scripts/doctor/check";
import { addressOf } from "@/scripts/start/database";
import { reasonOf } from "@/scripts/start/report";

type DatabaseFacts = { address: string; version: string | null; error: string | null };

export function judgeDatabase({ address, version, error }: DatabaseFacts): Finding {
  return error === null
    ? ok(`PostgreSQL ${version ?? "of unknown version"} responds at ${address}`)
    : problem(
        error.replace(/\.$/, ""),
        "Without it nothing runs. Start it, or correct DATABASE_URL",
      );
}

export const databaseCheck = defineCheck({
  name: "database",
  look: async (instance): Promise<DatabaseFacts> => {
    const address = addressOf(instance.settings.databaseUrl);
    try {
      const [row] = await instance.query<{ version: string }>(
        sql`select current_setting('server_version') as version`,
      );
      return { address, version: row?.version ?? null, error: null };
    } catch (error) {
      return { address, version: null, error: reasonOf(error) };
    }
  },
  judge: judgeDatabase,
});

import { sql } from "drizzle-orm";
import { addressOf } from "@/db/connections/database-url";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { reasonOf } from "@/lib/domain/instance/reason-of";
import { defineCheck } from "@/lib/services/instance/check";

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

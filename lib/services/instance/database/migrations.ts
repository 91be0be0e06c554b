import { sql } from "drizzle-orm";
import journal from "@/drizzle/meta/_journal.json";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";

type MigrationFacts = {
  /** The names of this code's migrations that the database doesn't have. */
  missing: readonly string[];
  /** How many the database has that this code doesn't know. */
  unknown: number;
};

export function judgeMigrations({ missing, unknown }: MigrationFacts): Finding {
  if (missing.length > 0) {
    return problem(
      `the database lacks ${missing.join(", ")}`,
      "Run npm run db:migrate, and restart the instances of an older version",
    );
  }
  if (unknown > 0) {
    return warning(
      `the database is ahead of this code by ${unknown}`,
      "Run the doctor from the version that is deployed, or deploy this one's successor",
    );
  }
  return ok("all migrations are applied");
}

export const migrationsCheck = defineCheck({
  name: "migrations",
  look: async (instance): Promise<MigrationFacts> => {
    const names = new Map(journal.entries.map(({ when, tag }) => [when, tag]));
    const [ledger] = await instance.query<{ exists: boolean }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
    );
    const rows =
      ledger?.exists === true
        ? await instance.query<{ created_at: string }>(
            sql`select created_at from drizzle.__drizzle_migrations where created_at is not null`,
          )
        : [];
    const applied = new Set(rows.map((row) => Number(row.created_at)));
    return {
      missing: Array.from(names)
        .filter(([madeAt]) => !applied.has(madeAt))
        .map(([, name]) => name),
      unknown: Array.from(applied).filter((madeAt) => !names.has(madeAt)).length,
    };
  },
  judge: judgeMigrations,
});

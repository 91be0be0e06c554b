import { existsSync } from "node:fs";
import { sql } from "drizzle-orm";
import { migrateDatabase } from "@/db/migrate";
import { requireDatabase, withDatabase } from "@/scripts/start/database";
import { complain, reasonOf, say, StartError } from "@/scripts/start/report";

/** `npm run db:migrate`: brings the database of `DATABASE_URL` up to date. */
async function migrate(): Promise<void> {
  for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);
  const url = process.env.DATABASE_URL ?? "";
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new StartError(
      "DATABASE_URL must be a URL such as postgres://user:password@host:5432/database. A running npm start has written its own to .opspulse/env.",
    );
  }
  await requireDatabase(url);
  await withDatabase(url, async (db) => {
    const [auth] = await db.execute<{ present: boolean }>(
      sql`select to_regclass('auth.users') is not null as present`,
    );
    if (auth?.present !== true) {
      throw new StartError(
        "This database has no auth schema yet. On a PostgreSQL of your own, npm start creates it and migrates; Supabase comes with it.",
      );
    }
    const count = await migrateDatabase(db);
    say(count === 0 ? "the database is up to date" : `migrations applied: ${count}`);
  });
}

migrate().catch((error: unknown) => {
  complain(
    error instanceof StartError ? error.message : `the migration failed: ${reasonOf(error)}`,
  );
  process.exitCode = 1;
});

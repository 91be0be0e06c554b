import { existsSync } from "node:fs";
import { migrateDatabase } from "@/db/migrate";
import { requireAuthTables, requireDatabase, withDatabase } from "@/scripts/start/database";
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
    await requireAuthTables(db);
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

import { existsSync } from "node:fs";
import { sql } from "drizzle-orm";
import { openDatabase } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { requireDatabase } from "@/scripts/start/database-check";
import { complain, reasonOf, say, StartError } from "@/scripts/start/report";

/** `npm run db:migrate`: brings the database of `DATABASE_URL` up to date. */
async function migrate(): Promise<void> {
  for (const file of [".env.local", ".env"]) if (existsSync(file)) process.loadEnvFile(file);
  const url = process.env.DATABASE_URL ?? "";
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new StartError(
      "DATABASE_URL must be a URL such as postgres://user:password@host:5432/database. The stack of a running npm start says its own in .opspulse/env.",
    );
  }
  await requireDatabase(url);
  const { db, close } = openDatabase(url, { maxConnections: 1 });
  try {
    const [auth] = await db.execute<{ present: boolean }>(
      sql`select to_regclass('auth.users') is not null as present`,
    );
    if (auth?.present !== true) {
      throw new StartError(
        "This database has no auth schema yet. On a PostgreSQL of your own, npm start makes it and migrates; on Supabase it is there from the beginning.",
      );
    }
    const count = await migrateDatabase(db);
    say(count === 0 ? "the database is up to date" : `migrations applied: ${count}`);
  } finally {
    await close();
  }
}

migrate().catch((error: unknown) => {
  complain(
    error instanceof StartError ? error.message : `the migration failed: ${reasonOf(error)}`,
  );
  process.exitCode = 1;
});

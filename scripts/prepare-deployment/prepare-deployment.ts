import { migrateDatabase } from "@/db/migrate";
import { findAppUrlSource } from "@/lib/domain/instance/app-url-source";
import { EnvError, getEnv } from "@/lib/env";
import { createSchedulerContext } from "@/lib/services/context";
import { requireDatabase, withDatabase } from "@/scripts/start/database";
import { say, StartError } from "@/scripts/start/report";

const WHERE =
  "Set them in the Vercel project under Settings, Environment Variables, for Production, and deploy again. The guide is docs/guides/deploy-vercel-supabase.md";

/**
 * Checks the variables of a deployment on Vercel, and brings the database of a production deployment up
 * to date before its code is built. Deployments that are built at once wait for each other. A preview
 * changes no database, not even its own, and is built without variables too: it shows which are missing.
 * @throws {StartError} where a production deployment would not work, naming every variable.
 */
export async function prepareDeployment(): Promise<void> {
  const kind = (process.env.VERCEL_ENV ?? "").trim();
  const problems = findProblems();
  if (kind !== "production") {
    for (const problem of problems) say(`this deployment will not work: ${problem}`);
    const name = kind === "" ? "no deployment of Vercel" : `a ${kind} deployment`;
    say(`no database is migrated, as this is ${name}. For one of its own: npm run db:migrate`);
    return;
  }
  if (problems.length > 0) {
    throw new StartError(`this deployment would not work:\n- ${problems.join("\n- ")}\n${WHERE}.`);
  }
  const { APP_URL, DATABASE_URL } = getEnv();
  const source = findAppUrlSource(process.env);
  if (source !== null) say(`APP_URL is taken from ${source.name}: ${APP_URL}`);
  await requireDatabase(DATABASE_URL);
  const count = await withDatabase(DATABASE_URL, migrateDatabase);
  say(count === 0 ? "the database is up to date" : `migrations applied: ${count}`);
}

/** What the functions of this deployment would end with, one line for each variable. */
function findProblems(): readonly string[] {
  try {
    createSchedulerContext();
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
}

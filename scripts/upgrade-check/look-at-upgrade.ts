import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { readLedger } from "@/db/migrations/ledger";
import { readMigrations } from "@/db/migrations/migration-files";
import { previousRelease, releaseOf } from "@/db/migrations/releases";
import { SECOND_MS } from "@/lib/domain/time-units";
import packageJson from "@/package.json";
import { readUpgradeNotes } from "@/scripts/upgrade-check/changelog";
import type { UpgradeFacts } from "@/scripts/upgrade-check/judge-upgrade";

const ASK_WITHIN_MS = 5 * SECOND_MS;

/** Looks at a database and at the instance that serves from it, and changes nothing. */
export async function lookAtUpgrade(
  db: Database,
  { url, projectRoot }: { url: string; projectRoot: string },
): Promise<UpgradeFacts> {
  const migrations = readMigrations();
  const applied = await readLedger(db);
  const appliedUntil = Math.max(0, ...applied);
  const known = new Set(migrations.map(({ madeAt }) => madeAt));
  const missing = migrations.filter(({ madeAt }) => !applied.has(madeAt));
  const names = migrations.filter(({ madeAt }) => applied.has(madeAt)).map(({ name }) => name);
  const [server] = await db.execute<{ version: string; number: number }>(sql`
    select split_part(current_setting('server_version'), ' ', 1) as version,
      current_setting('server_version_num')::int as number`);
  const rows = await db.execute<{ name: string; rows: number }>(sql`
    select relname as name, greatest(reltuples, 0)::float8 as rows
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`);
  const [transaction] = await db.execute<{ pid: number; seconds: number }>(sql`
    select pid, extract(epoch from now() - xact_start)::int as seconds from pg_stat_activity
    where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
      and backend_type = 'client backend'
    order by xact_start limit 1`);
  const changelog = await readFile(join(projectRoot, "CHANGELOG.md"), "utf8").catch(() => "");
  return {
    version: packageJson.version,
    previous: previousRelease.version,
    node: { version: process.versions.node, engines: packageJson.engines.node },
    postgres: { version: server?.version ?? "unknown", number: server?.number ?? 0 },
    databaseRelease: releaseOf(names)?.version ?? null,
    isEmpty: applied.size === 0,
    missing,
    skipped: missing.filter(({ madeAt }) => madeAt <= appliedUntil).map(({ name }) => name),
    unknown: [...applied].filter((madeAt) => !known.has(madeAt)).length,
    rows: new Map(rows.map(({ name, rows: count }) => [name, count])),
    oldestTransaction: transaction ?? null,
    instance: { url, version: await askVersion(url) },
    notes: readUpgradeNotes(changelog),
  };
}

const life = z.object({ version: z.string() });

/** The version of what serves at an address; null where nothing responds with one. */
async function askVersion(url: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(ASK_WITHIN_MS);
    const response = await fetch(new URL("/api/health/live", url), { signal });
    return life.parse(await response.json()).version;
  } catch {
    return null;
  }
}

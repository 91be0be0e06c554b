import { sql } from "drizzle-orm";
import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import postgres from "postgres";
import { openDatabase } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";
import { migrateDatabase } from "@/db/migrate";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { startPostgresServer } from "@/tests/support/postgres-server";
import { createTestWorkspace } from "@/tests/support/test-workspace";
const N = Number(process.argv[2]);
const server = await startPostgresServer();
const admin = postgres(server.adminUrl, { max: 1 });
await admin`create database a`; await admin`create database b`; await admin.end();
const urlOf = (n: string) => new URL(n, server.adminUrl).href;
try {
  const c = openAuthConnection(urlOf("a")); await prepareAuth(c); await c.close();
  const { db, close } = openDatabase(urlOf("a"), { maxConnections: 1 });
  await migrateDatabase(db);
  const w = await createTestWorkspace(db);
  const ids: string[] = [];
  for (let i = 0; i < 100; i++) ids.push(await w.addRoutine({ name: `r${i}` }));
  await withDeadline(null, () => db.transaction(async (tx) => {
    await tx.execute(sql`alter table routine_runs disable trigger user`);
    await tx.execute(sql`insert into routine_runs (workspace_id, routine_id, triggered_by, status, http_status, duration_ms, scheduled_for, lag_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, remote_address, lease_token, worker_id, started_at, finished_at, created_at, response_bytes, response_headers_json)
    select ${w.context.workspaceId}, (string_to_array(${ids.join(",")}, ','))[1 + n % 100]::uuid, 'SCHEDULE', 'SUCCESS', 200, (random()*500)::int, at, (random()*3000)::int, (random()*30)::int, (random()*30)::int, (random()*60)::int, (random()*300)::int, '203.0.113.7', n, 'web-1:4711:' || md5(at::text), at, at, at, 512, '{"content-type":"application/json","server":"nginx"}'::jsonb
    from generate_series(1, ${N}) n, lateral (select timestamptz '2024-01-01Z' + make_interval(mins => n/100) as at) s`);
    await tx.execute(sql`alter table routine_runs enable trigger user`);
  }));
  const [size] = await db.execute(sql`select pg_database_size(current_database())/1000000 as mb`);
  console.log("database MB", size);
  await close();
  const env = { ...process.env, OPSPULSE_DIR: "/tmp/bk/own", SUPABASE_URL: "" };
  const run = (name: string, args: string[], url: string) => { const t = Date.now(); const out = execFileSync("node_modules/.bin/node", ["--import", "tsx", `scripts/${name}.ts`, ...args], { env: { ...env, DATABASE_URL: url } }).toString(); console.log(name, (Date.now() - t)/1000, out.trim().slice(0, 400)); };
  execFileSync("rm", ["-f", "/tmp/bk/m.gz"]);
  run("backup", ["/tmp/bk/m.gz"], urlOf("a"));
  console.log(statSync("/tmp/bk/m.gz").size / 1e6, "MB");
  run("restore", ["/tmp/bk/m.gz", "--check"], urlOf("b"));
  run("restore", ["/tmp/bk/m.gz"], urlOf("b"));
} finally { await server.stop(); }

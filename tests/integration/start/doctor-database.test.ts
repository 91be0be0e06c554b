import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordClock } from "@/db/queries/instance/scheduler-clocks";
import type { Check } from "@/lib/services/instance/check";
import { clockCheck } from "@/lib/services/instance/clocks/clock";
import { clocksCheck } from "@/lib/services/instance/clocks/clocks";
import { lagCheck } from "@/lib/services/instance/clocks/lag";
import { leaseCheck } from "@/lib/services/instance/clocks/lease";
import { ticksCheck } from "@/lib/services/instance/clocks/ticks";
import { databaseCheck } from "@/lib/services/instance/database/database";
import { memberGrantsCheck } from "@/lib/services/instance/database/member-grants";
import { migrationsCheck } from "@/lib/services/instance/database/migrations";
import { planLimitsCheck } from "@/lib/services/instance/database/plan-limits";
import { publicFunctionsCheck } from "@/lib/services/instance/database/public-functions";
import { publicRolesCheck } from "@/lib/services/instance/database/public-roles";
import { rowSecurityCheck } from "@/lib/services/instance/database/row-security";
import { storageCheck } from "@/lib/services/instance/database/storage";
import { operatorsCheck } from "@/lib/services/instance/settings/operators";
import { pushKeysCheck } from "@/lib/services/instance/settings/push-keys";
import { findInstance } from "@/scripts/doctor/find-instance";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

async function findingOf({ run }: Check) {
  const instance = await findInstance(
    {
      APP_URL: "https://opspulse.example.com",
      DATABASE_URL: database.url,
      SUPABASE_URL: "https://project.supabase.co",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
      CRON_SECRET: "c".repeat(32),
      LOCK_LEASE_SECONDS: "20",
    },
    { projectRoot: import.meta.dirname, url: null },
  );
  try {
    return await run(instance);
  } finally {
    await instance.close();
  }
}

it("a database as the migrations leave it is reached, complete and on time", async () => {
  for (const check of [
    databaseCheck,
    migrationsCheck,
    memberGrantsCheck,
    rowSecurityCheck,
    leaseCheck,
    clockCheck,
    lagCheck,
    operatorsCheck,
    pushKeysCheck,
  ]) {
    expect(await findingOf(check), check.name).toMatchObject({ level: "ok" });
  }
  expect(await findingOf(ticksCheck)).toMatchObject({
    found: "there never was a tick, so nothing runs",
  });
  expect(await findingOf(clocksCheck)).toMatchObject({ level: "problem" });
  await recordClock(database.db, "pg_cron");
  expect(await findingOf(clocksCheck)).toMatchObject({
    level: "ok",
    found: expect.stringMatching(/^pg_cron called once, last \d s ago$/) as string,
  });
});

it("grants of members that policies don't expect are found, and so are lost ones", async () => {
  const { db } = database;
  await db.execute(sql`grant select on public.scheduler_hours to opspulse_app`);
  expect(await findingOf(memberGrantsCheck)).toMatchObject({
    level: "problem",
    found: "opspulse_app has privileges on scheduler_hours, which no policy guards",
  });
  await db.execute(
    sql`revoke all on public.scheduler_hours, public.runs_in_flight from opspulse_app`,
  );
  expect(await findingOf(memberGrantsCheck)).toMatchObject({
    level: "problem",
    found: "members can't read runs_in_flight: the grants are missing",
  });
  await db.execute(sql`grant select on public.runs_in_flight to opspulse_app`);
  expect(await findingOf(memberGrantsCheck)).toMatchObject({ level: "ok" });
});

it("push keys that were sealed under another key are found", async () => {
  const { db } = database;
  await db.execute(sql`
    insert into instance_keys (name, public_key, sealed_private) values ('vapid', 'k', 'v1.a.b.c')`);
  expect(await findingOf(pushKeysCheck)).toMatchObject({ level: "problem" });
  await db.execute(sql`delete from instance_keys`);
});

it("active routines with longer timeouts than a lease allows are counted", async () => {
  const workspace = await createTestWorkspace(database.db);
  await workspace.addRoutine({ timeout_seconds: 18 });
  expect(await findingOf(leaseCheck)).toMatchObject({ level: "ok" });
  await workspace.addRoutine({ timeout_seconds: 30 });
  await workspace.addRoutine({ timeout_seconds: 30, is_active: false });
  expect(await findingOf(leaseCheck)).toMatchObject({
    level: "warning",
    found: "a lease of 20 s cuts the timeout of 1 active routines short",
    advice: "Set LOCK_LEASE_SECONDS to at least 32, or give them shorter timeouts",
  });
});

it("the size of the database and what a month adds to it are measured", async () => {
  const { level, found } = await findingOf(storageCheck);
  expect(level).toBe("ok");
  expect(found).toMatch(/^the database has \d+ MB, \d+ MB of them run history; .* in 30 days$/);
  expect(await findingOf(planLimitsCheck)).toEqual({
    level: "ok",
    found: "no free plan limits this instance",
  });
});

it("what a public role may do is found: a table, a column, a sequence, a view, by PUBLIC too", async () => {
  const { db } = database;
  await db.execute(sql`revoke all on all tables in schema public from anon, authenticated`);
  await db.execute(sql`revoke all on all sequences in schema public from anon, authenticated`);
  expect(await findingOf(publicRolesCheck)).toMatchObject({ level: "ok" });
  await db.execute(sql`grant truncate on public.workspaces to anon`);
  await db.execute(sql`grant update (name) on public.routines to authenticated`);
  await db.execute(sql`grant usage on sequence public.routine_events_id_seq to authenticated`);
  await db.execute(sql`grant select on public.runs to public`);
  await db.execute(sql`create table public.of_others (id int)`);
  await db.execute(sql`grant all on public.of_others to anon`);
  expect(await findingOf(publicRolesCheck)).toMatchObject({
    level: "problem",
    found:
      "anon has privileges on runs, workspaces; authenticated has privileges on routine_events_id_seq, routines, runs",
  });
});

it("functions with their owner's rights are found, and functions of triggers are not", async () => {
  const { db } = database;
  await db.execute(sql`
    create function public.left_open() returns int language sql security definer return 1`);
  await db.execute(sql`
    create function public.of_a_trigger() returns trigger language plpgsql security definer
    as 'begin return null; end'`);
  await db.execute(sql`create function public.of_the_caller() returns int language sql return 1`);
  const { found } = await findingOf(publicFunctionsCheck);
  expect(found).toContain("left_open");
  expect(found).not.toMatch(/of_a_trigger|of_the_caller/);
});

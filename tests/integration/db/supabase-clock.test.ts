import { sql, type SQL } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { VERCEL_TICK_SECONDS } from "@/lib/env";
import { refusalOf } from "@/tests/support/refusal";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import {
  clockScript,
  idleCron,
  removalScript,
  vaultAndNet,
} from "@/tests/support/supabase-extensions";
import { isEmbedded } from "@/tests/support/test-database";

const APP_URL = "https://ops.example.com";
const SECRET = "the-first-secret-of-the-clock";

// Supabase is never the embedded database.
describe.skipIf(isEmbedded())("the clock for Supabase", () => {
  const database = openSuiteDatabase();
  let editor: postgres.Sql;

  /** As the SQL editor sends a file: all its statements at once. */
  const runScript = (text: string) => editor.unsafe(text).simple();
  const query = <Row extends Record<string, unknown>>(statement: SQL) =>
    database.db.execute<Row>(statement);
  const findJobs = () =>
    query<{ jobname: string; schedule: string; command: string }>(
      sql`select jobname, schedule, command from cron.job order by jobname`,
    );
  const findSecrets = () =>
    query<{ name: string; value: string }>(
      sql`select name, decrypted_secret as value from vault.decrypted_secrets order by name`,
    );

  beforeAll(async () => {
    editor = postgres(database.url, { max: 1, onnotice: () => undefined });
    await runScript(vaultAndNet + idleCron);
  });
  afterAll(() => editor.end());
  beforeEach(async () => {
    await runScript(await clockScript(APP_URL, SECRET));
  });
  afterEach(async () => {
    await runScript(await removalScript());
  });

  test("is one job, however often it is set up, with the address and the secret of the last time", async () => {
    await runScript(await clockScript(`${APP_URL}/`, "another-secret-of-the-clock"));
    expect((await findJobs()).map(({ jobname, schedule }) => [jobname, schedule])).toEqual([
      ["opspulse-tick", "* * * * *"],
      ["opspulse-tick-history", "17 3 * * *"],
    ]);
    expect(await findSecrets()).toEqual([
      { name: "opspulse_app_url", value: APP_URL },
      { name: "opspulse_cron_secret", value: "another-secret-of-the-clock" },
    ]);
  });

  test("sends a tick with the secret from Vault, which is in no job, and waits for its end", async () => {
    const [job] = await findJobs();
    expect(job?.command).not.toContain(SECRET);
    expect(job?.command).not.toContain(APP_URL);
    await runScript(job?.command ?? "");
    const requests = await query<{
      url: string;
      headers: Record<string, string>;
      timeout_milliseconds: number;
    }>(sql`delete from net.http_request_queue returning url, headers, timeout_milliseconds`);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      url: `${APP_URL}/api/cron/tick`,
      headers: { Authorization: `Bearer ${SECRET}`, "OpsPulse-Clock": "pg_cron" },
    });
    expect(requests[0]?.timeout_milliseconds).toBeGreaterThan(VERCEL_TICK_SECONDS * 1_000);
  });

  test("forgets the runs of its jobs after a week, and no others", async () => {
    await query(sql`
      insert into cron.job_run_details
      select jobid, now() - make_interval(days => days)
      from (select jobid from cron.job where jobname = 'opspulse-tick' union all select 0) as jobs,
        generate_series(6, 8, 2) as days`);
    const [, history] = await findJobs();
    await runScript(history?.command ?? "");
    const left = await query<{ mine: boolean; days: number }>(sql`
      delete from cron.job_run_details
      returning jobid <> 0 as mine, extract(day from now() - end_time)::int as days`);
    expect(
      left.map(({ mine, days }) => `${mine ? "its own" : "another"} of ${days} days`).sort(),
    ).toEqual(["another of 6 days", "another of 8 days", "its own of 6 days"]);
  });

  test("is gone after its removal, as often as that is run", async () => {
    await runScript(await removalScript());
    await runScript(await removalScript());
    expect(await findJobs()).toEqual([]);
    expect(await findSecrets()).toEqual([]);
  });

  test.each([
    ["https://YOUR-APP.vercel.app", SECRET, "Put the address of your app"],
    ["ops.example.com", SECRET, "Put the address of your app"],
    [`${APP_URL}/routines`, SECRET, "Put the address of your app"],
    ["http://ops.example.com", SECRET, "Put the address of your app"],
    [APP_URL, "YOUR-CRON-SECRET", "Put the CRON_SECRET"],
    [APP_URL, "too short", "Put the CRON_SECRET"],
  ])("refuses %s with %s, and changes nothing", async (appUrl, secret, words) => {
    const refusal = await refusalOf(runScript(await clockScript(appUrl, secret)));
    await runScript("rollback");
    expect(refusal?.message).toContain(words);
    expect((await findSecrets()).map(({ value }) => value)).toEqual([APP_URL, SECRET]);
  });
});

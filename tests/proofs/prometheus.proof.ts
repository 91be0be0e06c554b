import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordClock } from "@/db/queries/instance/scheduler-clocks";
import { recordHour } from "@/db/queries/instance/scheduler-hours";
import { collectMetrics } from "@/lib/services/instance/collect-metrics";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

/** Of Debian's package prometheus, or where `PROMTOOL` says. */
const promtool = process.env.PROMTOOL ?? "promtool";

const folder = join(import.meta.dirname, "../../deploy/prometheus");

const database = openSuiteDatabase();

/** Runs promtool in the folder of the example files; its status, and all that it prints. */
function check(args: readonly string[], input = ""): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(promtool, args, { cwd: folder }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") {
        reject(new Error("Install promtool, or set PROMTOOL to it.", { cause: error }));
        return;
      }
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
    child.stdin?.end(input);
  });
}

test("promtool accepts the metrics of an instance that has run", async () => {
  const { context } = await createTestWorkspace(database.db);
  await recordClock(database.db, "pg_cron");
  const lagsMs = [20, 700_000];
  await recordHour(database.db, { succeeded: 1, failed: 1, missed: 0, abandoned: 0, lagsMs });
  expect(await check(["check", "metrics"], await collectMetrics(context))).toEqual({
    code: 0,
    output: "",
  });
  const broken = "# TYPE opspulse_up gauge\nopspulse_up{ 1\n";
  expect((await check(["check", "metrics"], broken)).code).not.toBe(0);
});

test("promtool accepts the alert rules and the scrape", async () => {
  expect((await check(["check", "rules", "opspulse.rules.yml"])).output).toContain("8 rules found");
  const config = await check(["check", "config", "--syntax-only", "prometheus.yml"]);
  expect(config.code, config.output).toBe(0);
});

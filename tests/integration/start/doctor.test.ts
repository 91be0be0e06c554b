import { execFile } from "node:child_process";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Finding } from "@/lib/domain/instance/finding";
import { checks } from "@/scripts/doctor/checks";
import { Launches, neutral, START_WITHIN_MS } from "@/tests/integration/start/launch";

const root = join(import.meta.dirname, "../../..");

type Report = { ok: boolean; checks: ({ name: string } & Finding)[] };

let launches: Launches;

beforeEach(() => {
  launches = new Launches();
});

afterEach(() => launches.end(), 120_000);

/** Runs the doctor on a running instance, with what is set for it besides. */
function examine(
  directory: string,
  variables: Record<string, string> = {},
  args: readonly string[] = ["--json"],
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "scripts/doctor.ts", ...args],
      { cwd: root, env: { ...process.env, ...neutral, OPSPULSE_DIR: directory, ...variables } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
      },
    );
  });
}

const findingsOf = (output: string) =>
  new Map((JSON.parse(output) as Report).checks.map((found) => [found.name, found]));

it(
  "the doctor finds a good instance in order, and each setting that is made bad",
  async () => {
    const launch = await launches.launch({ OPSPULSE_CLOCK: "off", OPSPULSE_DEMO: "off" });
    await launch.untilReady();
    const { CRON_SECRET, DATABASE_URL } = await launch.readEnv();
    await fetch(`${launch.url}/api/cron/tick`, {
      headers: { authorization: `Bearer ${CRON_SECRET ?? ""}` },
    });

    const good = await examine(launch.directory, { OPSPULSE_DEMO: "off" });
    const inOrder = findingsOf(good.output);
    expect(Array.from(inOrder.keys())).toEqual(checks.map(({ name }) => name));
    for (const finding of inOrder.values()) {
      expect(finding).toMatchObject({ level: "ok" });
    }

    const sql = postgres(DATABASE_URL ?? "", { max: 1, onnotice: () => undefined });
    await sql`grant select (id) on public.scheduler_state to anon`;
    await sql`alter table public.routine_runs disable row level security`;
    await sql`create function public.left_open() returns int language sql security definer return 1`;
    await sql`update public.scheduler_state set last_tick_at = now() - interval '1 hour'`;
    await sql`delete from drizzle.__drizzle_migrations where id = (
      select max(id) from drizzle.__drizzle_migrations)`;
    await sql.end();
    await chmod(join(launch.directory, "env"), 0o644);
    const password = "correct-horse-battery";
    const bad = await examine(launch.directory, {
      HOST: "0.0.0.0",
      OPSPULSE_DEMO: "on",
      SIGN_UP: "closed",
      TRUST_PROXY: "on",
      EGRESS_ALLOW: "169.254.0.0/16",
      ROUTINE_SECRET_PAYMENTS: password,
      ROUTINE_SECRET_PAYMENTS__ORIGINS: "https://api.example.com",
    });
    expect(bad.code).toBe(1);
    const toFix = findingsOf(bad.output);
    const foundIn = (name: string) => {
      const finding = toFix.get(name);
      expect(finding, name).toMatchObject({ level: "problem" });
      return finding?.found;
    };
    expect(foundIn("public-roles")).toContain("anon has privileges on scheduler_state");
    expect(foundIn("row-security")).toContain("off for routine_runs");
    expect(foundIn("public-functions")).toContain("left_open");
    expect(foundIn("migrations")).toMatch(/the database lacks \d{4}_\w+$/);
    expect(foundIn("ticks")).toContain("s ago, so nothing runs");
    expect(foundIn("private-files")).toContain(join(launch.directory, "env"));
    expect(foundIn("demo")).toContain("its password is public");
    expect(foundIn("sign-up")).toContain("the auth server still creates accounts");
    expect(foundIn("routine-secrets")).toContain("ROUTINE_SECRET_PAYMENTS");
    expect(foundIn("trust-proxy")).toContain("claim any address");
    expect(foundIn("egress")).toContain("cloud metadata");

    const lines = await examine(launch.directory, { ROUTINE_SECRET_PAYMENTS: password }, []);
    expect(lines.code).toBe(1);
    expect(lines.output).toContain("✗ variables: ROUTINE_SECRET_PAYMENTS__ORIGINS");
    for (const { output } of [good, bad, lines]) {
      for (const secret of [password, CRON_SECRET ?? "?"]) expect(output).not.toContain(secret);
    }

    const nowhere = await examine(join(launch.directory, "elsewhere"), {}, []);
    expect(nowhere.code).toBe(1);
    expect(nowhere.output).toContain("Start it with npm start");
  },
  START_WITHIN_MS,
);

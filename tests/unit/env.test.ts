import { describe, expect, test } from "vitest";
import { maxDuration } from "@/app/api/cron/tick/route";
import { EnvError, parseEnv, VERCEL_TICK_SECONDS } from "@/lib/env";

const complete = {
  DATABASE_URL: "postgres://localhost:5432/opspulse",
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
};

const onVercel = {
  ...complete,
  APP_URL: "https://ops.example.com",
  CRON_SECRET: "c".repeat(16),
  VERCEL: "1",
};

function problemsOf(source: Record<string, string | undefined>): readonly string[] {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe("the environment", () => {
  test("has the documented defaults", () => {
    expect(parseEnv(complete)).toMatchObject({
      APP_URL: "http://localhost:3000",
      HTTP_TIMEOUT_SECONDS: 8,
      MAX_CONCURRENCY: 5,
      LOCK_LEASE_SECONDS: 45,
      SCHEDULER_BATCH_LIMIT: 20,
      DUE_SLACK_SECONDS: 3,
      TICK_BUDGET_SECONDS: 50,
      TICK_LINGER: "on",
      MIN_INTERVAL_MINUTES: 5,
      MAX_TIMEOUT_SECONDS: 30,
      SIGN_UP: "open",
      OPSPULSE_DEMO: "off",
      LOG_LEVEL: "info",
      DATABASE_PREPARE: "auto",
      DATABASE_POOL_MAX: 10,
      EGRESS_ALLOW: "",
      WORKSPACE_MAX_ROUTINES: 2_000,
      WORKSPACE_MAX_MEMBERS: 50,
      WORKSPACE_MAX_RUNS_PER_DAY: 500_000,
      RATE_LIMITS: { runs_user: { max: 300 }, writes_user: { max: 1_500 } },
    });
  });

  test("gives no secret a default", () => {
    const env = parseEnv(complete);
    expect(env.CRON_SECRET).toBeUndefined();
    expect(env.SUPABASE_JWT_SECRET).toBeUndefined();
    expect(env.SECRETS_KEY).toBeUndefined();
  });

  test.each([
    [{ SECRETS_KEY: "a password" }, "SECRETS_KEY must be 32 bytes"],
    [
      { SECRETS_KEY: "A".repeat(43), SECRETS_KEY_PREVIOUS: "A".repeat(42) },
      "SECRETS_KEY_PREVIOUS must be 32 bytes",
    ],
    [{ SECRETS_KEY_PREVIOUS: "A".repeat(43) }, "SECRETS_KEY is required"],
  ])("says what is wrong with the keys in %j, and not what they are", (keys, words) => {
    const problems = problemsOf({ ...complete, ...keys });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
    expect(problems[0]).not.toContain("a password");
  });

  test("counts an empty variable as not set", () => {
    expect(parseEnv({ ...complete, MAX_CONCURRENCY: "", CRON_SECRET: " " })).toMatchObject({
      MAX_CONCURRENCY: 5,
    });
  });

  test("names every problem at once", () => {
    const problems = problemsOf({
      DATABASE_URL: "mysql://localhost/x",
      MAX_CONCURRENCY: "many",
      TICK_BUDGET_SECONDS: "-1",
      TICK_LINGER: "maybe",
      SIGN_UP: "maybe",
      DATABASE_PREPARE: "yes",
      CRON_SECRET: "short",
      DATABASE_POOL_MAX: "1",
      WORKSPACE_MAX_MEMBERS: "0",
      RATE_LIMITS: "runs=many",
    });
    for (const name of [
      "DATABASE_URL",
      "SUPABASE_URL",
      "SUPABASE_PUBLISHABLE_KEY",
      "MAX_CONCURRENCY",
      "TICK_BUDGET_SECONDS",
      "TICK_LINGER",
      "SIGN_UP",
      "DATABASE_PREPARE",
      "CRON_SECRET",
      "DATABASE_POOL_MAX",
      "WORKSPACE_MAX_MEMBERS",
      "RATE_LIMITS",
    ]) {
      expect(problems.filter((problem) => problem.includes(name)).length, name).toBeGreaterThan(0);
    }
  });

  const servers = "postgres://u:p@db-1:5432,db-2:5433/app";
  test.each([
    [`${servers}?target_session_attrs=read-write`, []],
    [`${servers}?target_session_attrs=primary`, []],
    [servers, [expect.stringContaining("add target_session_attrs=read-write")]],
    ["postgres://u:p@db-1/app?target_session_attrs=read-write", []],
    [
      "postgres://u:p@db-1/app?target_session_attrs=standby",
      [expect.stringContaining("target_session_attrs must be read-write")],
    ],
    ["postgres://u:p@db-1:5432,db-2:port/app", [expect.stringContaining("must be a URL such as")]],
  ])("the servers of the database in %s", (DATABASE_URL, problems) => {
    expect(problemsOf({ ...complete, DATABASE_URL })).toEqual(problems);
  });

  test("is refused where a lease cannot outlast its request", () => {
    expect(
      problemsOf({ ...complete, HTTP_TIMEOUT_SECONDS: "20", LOCK_LEASE_SECONDS: "21" }),
    ).toEqual([expect.stringContaining("LOCK_LEASE_SECONDS must be at least 22")]);
    expect(
      problemsOf({ ...complete, HTTP_TIMEOUT_SECONDS: "20", LOCK_LEASE_SECONDS: "22" }),
    ).toEqual([]);
  });

  test("is refused on Vercel where a tick would be ended before its last result is recorded", () => {
    expect(problemsOf(onVercel)).toEqual([]);
    expect(problemsOf({ ...onVercel, TICK_BUDGET_SECONDS: "88" })).toEqual([]);
    expect(problemsOf({ ...onVercel, TICK_BUDGET_SECONDS: "89" })).toEqual([
      expect.stringContaining("TICK_BUDGET_SECONDS must be at most 88 on Vercel"),
    ]);
    const shortRequests = { ...onVercel, LOCK_LEASE_SECONDS: "12", TICK_BUDGET_SECONDS: "108" };
    expect(problemsOf(shortRequests)).toEqual([]);
    expect(problemsOf({ ...shortRequests, TICK_BUDGET_SECONDS: "109" })).toHaveLength(1);
    expect(problemsOf({ ...complete, TICK_BUDGET_SECONDS: "3600" })).toEqual([]);
    expect(VERCEL_TICK_SECONDS).toBe(maxDuration);
  });

  test("has a language model, or none: never half of one", () => {
    const model = { AI_BASE_URL: "http://127.0.0.1:11434/v1", AI_API_KEY: "k", AI_MODEL: "m" };
    expect(problemsOf({ ...complete, ...model })).toEqual([]);
    expect(problemsOf({ ...complete, AI_BASE_URL: model.AI_BASE_URL })).toEqual([
      expect.stringContaining("set AI_API_KEY and AI_MODEL too"),
    ]);
    expect(problemsOf({ ...complete, ...model, AI_MODEL: "" })).toEqual([
      expect.stringContaining("set AI_MODEL too"),
    ]);
  });

  test("takes no credentials in a URL that it calls itself", () => {
    for (const name of ["HEARTBEAT_URL", "AI_BASE_URL"]) {
      const given = { AI_API_KEY: "k", AI_MODEL: "m", AI_BASE_URL: "https://a.example/v1" };
      const problems = problemsOf({
        ...complete,
        ...given,
        [name]: "https://u:hunter2@a.example/",
      });
      expect(problems).toEqual([`${name} can't contain a user name or password`]);
      expect(problemsOf({ ...complete, ...given, [name]: "ftp://a.example" })).toHaveLength(1);
    }
  });

  test("leaves time for the heartbeat on Vercel", () => {
    const withHeartbeat = { ...onVercel, HEARTBEAT_URL: "https://a.example/ping" };
    expect(problemsOf({ ...withHeartbeat, TICK_BUDGET_SECONDS: "83" })).toEqual([]);
    expect(problemsOf({ ...withHeartbeat, TICK_BUDGET_SECONDS: "84" })).toHaveLength(1);
  });

  test("limits a routine's timeout by a short lease", () => {
    const env = parseEnv({ ...complete, HTTP_TIMEOUT_SECONDS: "2", LOCK_LEASE_SECONDS: "6" });
    expect(env.MAX_TIMEOUT_SECONDS).toBe(4);
  });

  test("is sparing on Vercel, where many functions share a pooler and time is billed", () => {
    expect(parseEnv(onVercel)).toMatchObject({
      DATABASE_POOL_MAX: 5,
      TICK_LINGER: "off",
      TRUST_PROXY: "on",
    });
    expect(
      parseEnv({ ...onVercel, DATABASE_POOL_MAX: "3", TICK_LINGER: "on", TRUST_PROXY: "off" }),
    ).toMatchObject({ DATABASE_POOL_MAX: 3, TICK_LINGER: "on", TRUST_PROXY: "off" });
  });

  test("names all that is missing on Vercel at once, each with the name of its variable first", () => {
    const names = (problems: readonly string[]) => problems.map((problem) => problem.split(" ")[0]);
    expect(names(problemsOf({ VERCEL: "1" })).sort()).toEqual([
      "APP_URL",
      "CRON_SECRET",
      "DATABASE_URL",
      "SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_URL",
    ]);
    expect(names(problemsOf({ ...onVercel, CRON_SECRET: "", APP_URL: " " }))).toEqual([
      "CRON_SECRET",
      "APP_URL",
    ]);
  });

  test("needs an address and a cron secret where the auth server is on another machine", () => {
    const hosted = { ...complete, SUPABASE_URL: "https://project.supabase.co" };
    expect(problemsOf(hosted)).toEqual([
      expect.stringContaining("CRON_SECRET is required"),
      expect.stringContaining("APP_URL is required"),
    ]);
    expect(
      problemsOf({ ...hosted, APP_URL: onVercel.APP_URL, CRON_SECRET: onVercel.CRON_SECRET }),
    ).toEqual([]);
    expect(problemsOf(complete)).toEqual([]);
  });
});

describe("the address of an instance on Vercel", () => {
  const given = {
    VERCEL: "1",
    VERCEL_PROJECT_PRODUCTION_URL: "ops.example.com",
    VERCEL_BRANCH_URL: "ops-git-new-form.vercel.app",
    VERCEL_URL: "ops-1a2b3c.vercel.app",
  };
  const addressOf = (variables: Record<string, string>) =>
    parseEnv({ ...onVercel, APP_URL: "", ...given, ...variables }).APP_URL;

  test("is that of its project in production, and its own in a preview", () => {
    expect(addressOf({ VERCEL_ENV: "production" })).toBe("https://ops.example.com");
    expect(addressOf({ VERCEL_ENV: "preview" })).toBe("https://ops-git-new-form.vercel.app");
    expect(addressOf({ VERCEL_ENV: "preview", VERCEL_BRANCH_URL: "" })).toBe(
      "https://ops-1a2b3c.vercel.app",
    );
  });

  test("is APP_URL where that is set, and never this machine", () => {
    expect(addressOf({ VERCEL_ENV: "production", APP_URL: "https://a.example" })).toBe(
      "https://a.example",
    );
    expect(problemsOf({ ...onVercel, APP_URL: "http://localhost:3000" })).toEqual([
      expect.stringContaining("APP_URL must be the address that users open"),
    ]);
    expect(problemsOf({ ...onVercel, APP_URL: "", VERCEL_ENV: "production" })).toEqual([
      expect.stringContaining("APP_URL is required"),
    ]);
  });

  test("is taken from no variable of Vercel elsewhere", () => {
    expect(parseEnv({ ...complete, ...given, VERCEL: "" }).APP_URL).toBe("http://localhost:3000");
  });
});

import { describe, expect, it } from "vitest";
import { EnvError } from "@/lib/env";
import { describeExposure } from "@/scripts/start/exposure";
import { chooseMode, readSettings, withoutBlanks } from "@/scripts/start/settings";

const postgresUrl = "postgres://user:password@db.example.com:5432/app";
const supabase = {
  APP_URL: "https://opspulse.example.com",
  DATABASE_URL: postgresUrl,
  SUPABASE_URL: "https://project.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_key",
  CRON_SECRET: "0123456789abcdef",
};

const read = (variables: Record<string, string>, isDev = false) =>
  readSettings(variables, { projectRoot: "/srv/opspulse", isDev });

function problemsOf(variables: Record<string, string>): readonly string[] {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe("the mode", () => {
  it.each([
    [{}, "embedded"],
    [{ DATABASE_URL: "  " }, "embedded"],
    [{ SUPABASE_PUBLISHABLE_KEY: "sb_publishable_key" }, "embedded"],
    [{ DATABASE_URL: postgresUrl }, "own-postgres"],
    [supabase, "supabase"],
    [{ SUPABASE_URL: "https://project.supabase.co" }, "supabase"],
  ] as const)("of %j is %s", (variables, mode) => {
    expect(chooseMode(withoutBlanks(variables))).toBe(mode);
  });
});

describe("the embedded mode", () => {
  it("needs no variable, and serves on port 3000 of this machine only", () => {
    expect(read({})).toMatchObject({
      mode: "embedded",
      port: 3_000,
      host: "127.0.0.1",
      directory: "/srv/opspulse/.opspulse",
      hasClock: true,
      hasDemo: true,
      confirmEmail: false,
      env: { APP_URL: "http://localhost:3000" },
    });
  });

  it("opens loopback to routines, beside what EGRESS_ALLOW opens", () => {
    expect(read({}).env.EGRESS_ALLOW).toBe("127.0.0.0/8,::1/128");
    expect(read({ EGRESS_ALLOW: "10.0.0.0/8" }).env.EGRESS_ALLOW).toBe(
      "10.0.0.0/8,127.0.0.0/8,::1/128",
    );
  });

  it("follows PORT with the address of the app, unless APP_URL says otherwise", () => {
    expect(read({ PORT: "4000" }).env.APP_URL).toBe("http://localhost:4000");
    expect(read({ PORT: "4000", APP_URL: "https://ops.example.com" }).env.APP_URL).toBe(
      "https://ops.example.com",
    );
  });
});

describe("a project of Supabase", () => {
  const { APP_URL: _, ...withoutAddress } = supabase;

  it("needs the address that users open, so that no email leads to localhost", () => {
    expect(problemsOf(withoutAddress)).toEqual([
      expect.stringContaining("APP_URL is required with a SUPABASE_URL on another machine"),
    ]);
    expect(problemsOf({ ...withoutAddress, APP_URL: "http://localhost:3000" })).toEqual([]);
  });

  it("needs none on this machine, or in development", () => {
    expect(problemsOf({ ...withoutAddress, SUPABASE_URL: "http://127.0.0.1:54321" })).toEqual([]);
    expect(read(withoutAddress, true).env.APP_URL).toBe("http://localhost:3000");
  });
});

describe("a database of one's own", () => {
  it("opens no private address, makes no demo account, and listens on this machine only", () => {
    const settings = read({ DATABASE_URL: postgresUrl });
    expect(settings).toMatchObject({
      mode: "own-postgres",
      hasDemo: false,
      hasPlayground: false,
      host: "127.0.0.1",
    });
    expect(settings.env.EGRESS_ALLOW).toBe("");
  });

  it("gets the demo account where it is asked for", () => {
    expect(read({ DATABASE_URL: postgresUrl, OPSPULSE_DEMO: "on" }).hasDemo).toBe(true);
  });
});

describe("an embedded instance that other machines reach", () => {
  const hosts = ["0.0.0.0", "::", "192.168.1.5", "ops.lan"];

  it.each(hosts)("on %s has no demo account and leaves loopback closed", (HOST) => {
    const settings = read({ HOST });
    expect(settings).toMatchObject({ host: HOST, hasDemo: false, hasPlayground: false });
    expect(settings.env.EGRESS_ALLOW).toBe("");
    expect(describeExposure(settings)[0]).toContain("WARNING");
    expect(describeExposure(settings)[0]).toContain("SIGN_UP=open");
  });

  it.each([{ APP_URL: "https://ops.example.com" }, { TRUST_PROXY: "on" }])(
    "through a proxy on this machine, as with %j, has no demo account and leaves loopback closed",
    (variables) => {
      const settings = read(variables);
      expect(settings).toMatchObject({ host: "127.0.0.1", hasDemo: false, hasPlayground: false });
      expect(settings.env.EGRESS_ALLOW).toBe("");
    },
  );

  it.each(["http://localhost:4000", "http://127.0.0.1:3000", "http://[::1]:3000"])(
    "at %s is not one",
    (APP_URL) => {
      expect(read({ APP_URL })).toMatchObject({ hasDemo: true, hasPlayground: true });
    },
  );

  it("has them where they are asked for, and says so", () => {
    const settings = read({
      HOST: "0.0.0.0",
      OPSPULSE_DEMO: "on",
      EGRESS_ALLOW: "127.0.0.0/8",
      SIGN_UP: "closed",
      APP_URL: "http://192.168.1.5:3000",
    });
    expect(settings).toMatchObject({ hasDemo: true, hasPlayground: true });
    expect(settings.env.EGRESS_ALLOW).toBe("127.0.0.0/8");
    const lines = describeExposure(settings);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("OPSPULSE_DEMO=on");
    expect(lines[0]).toContain("127.0.0.0/8 (EGRESS_ALLOW)");
    expect(lines[0]).not.toContain("SIGN_UP");
  });

  it.each(["127.0.0.1", "127.1.2.3", "::1", "localhost"])("on %s is not one", (HOST) => {
    expect(read({ HOST })).toMatchObject({ hasDemo: true, hasPlayground: true });
    expect(describeExposure(read({ HOST }))).toEqual([]);
  });
});

describe("the emails of the local auth server", () => {
  const smtp = { SMTP_URL: "smtp://127.0.0.1:2525" };

  it.each([
    [{}, "printed"],
    [smtp, "sent"],
    [{ DATABASE_URL: postgresUrl }, "off"],
    [{ DATABASE_URL: postgresUrl, ...smtp }, "sent"],
    [supabase, "sent"],
    [{ ...supabase, AUTH_EMAILS: "off" }, "off"],
  ] as const)("with %j are %s", (variables, emails) => {
    expect(read(variables).emails).toBe(emails);
  });

  it("must be sent where addresses are confirmed by them", () => {
    const confirming = { DATABASE_URL: postgresUrl, AUTH_EMAIL_CONFIRMATION: "on" };
    expect(problemsOf(confirming)).toEqual([expect.stringContaining("SMTP_URL")]);
    expect(problemsOf({ ...confirming, ...smtp })).toEqual([]);
    expect(problemsOf({ AUTH_EMAIL_CONFIRMATION: "on" })).toEqual([]);
  });
});

describe("Supabase", () => {
  it("is accepted with its database, its key and a cron secret", () => {
    expect(problemsOf(supabase)).toEqual([]);
  });

  it.each(["DATABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "CRON_SECRET"] as const)(
    "without %s is refused by the name of what is missing",
    (missing) => {
      const problems = problemsOf({ ...supabase, [missing]: "" });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toContain(`${missing} is required`);
    },
  );
});

describe("a malformed variable", () => {
  it.each([
    ["PORT", "0"],
    ["PORT", "65536"],
    ["PORT", "3000a"],
    ["PORT", "-1"],
    ["OPSPULSE_CLOCK", "yes"],
    ["OPSPULSE_DEMO", "true"],
    ["AUTH_EMAIL_CONFIRMATION", "1"],
    ["EGRESS_ALLOW", "300.0.0.0/8"],
    ["EGRESS_CA_FILE", "/nowhere/ca.pem"],
    ["EGRESS_CA_FILE", "/dev/null"],
    ["APP_URL", "opspulse.example.com"],
    ["DATABASE_URL", "mysql://host/app"],
    ["CRON_SECRET", "short"],
    ["SUPABASE_JWT_SECRET", "short"],
    ["SIGN_UP", "maybe"],
    ["SMTP_URL", "https://smtp.example.com"],
    ["TRUST_PROXY", "yes"],
    ["ALLOWED_HOSTS", "http://ops.example.com"],
    ["LOCK_LEASE_SECONDS", "3"],
  ])("is named: %s=%s", (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}\\b`));
  });

  it("is listed with all others at once", () => {
    const problems = problemsOf({
      PORT: "none",
      OPSPULSE_CLOCK: "maybe",
      MAX_CONCURRENCY: "many",
      EGRESS_ALLOW: "anything!",
    });
    expect(problems.map((problem) => problem.split(/[ :]/, 1)[0]).toSorted()).toEqual([
      "EGRESS_ALLOW",
      "MAX_CONCURRENCY",
      "OPSPULSE_CLOCK",
      "PORT",
    ]);
  });

  it("never has its value repeated where it may be a secret", () => {
    expect(
      problemsOf({ CRON_SECRET: "hunter2", DATABASE_URL: "mysql://u:hunter3@h/d" }).join(),
    ).not.toMatch(/hunter/);
  });
});

describe("the secrets of routines", () => {
  const scoped = {
    ROUTINE_SECRET_PAYMENTS: "hunter2-hunter2",
    ROUTINE_SECRET_PAYMENTS__ORIGINS: "https://pay.example.com",
    ROUTINE_SECRET_PAYMENTS__WORKSPACES: "5f0c2a7e-1a52-4f0c-8f0e-2f1f5a0f3c11",
  };

  it("are judged at the start, with every other variable", () => {
    expect(problemsOf(scoped)).toEqual([]);
    const problems = problemsOf({
      ...scoped,
      ROUTINE_SECRET_PAYMENTS__ORIGINS: "http://10.0.0.1",
      ROUTINE_SECRET_HOOK: "whsec_short",
      PORT: "70000",
    });
    for (const name of ["PAYMENTS__ORIGINS", "ROUTINE_SECRET_HOOK", "PORT"]) {
      expect(problems.join("\n")).toContain(name);
    }
    expect(problems.join("\n")).not.toContain("hunter2");
  });

  it("need no list of workspaces where nobody can sign up", () => {
    const { ROUTINE_SECRET_PAYMENTS__WORKSPACES: _, ...open } = scoped;
    expect(problemsOf(open)).toHaveLength(1);
    expect(problemsOf({ ...open, SIGN_UP: "closed" })).toEqual([]);
  });

  it("may go to this machine where the embedded mode opens it", () => {
    const ROUTINE_SECRET_PAYMENTS__ORIGINS = "http://127.0.0.1:8080";
    expect(problemsOf({ ...scoped, ROUTINE_SECRET_PAYMENTS__ORIGINS })).toEqual([]);
    expect(
      problemsOf({ ...scoped, ROUTINE_SECRET_PAYMENTS__ORIGINS, DATABASE_URL: postgresUrl }),
    ).toHaveLength(1);
  });
});

import { expect, it } from "vitest";
import { isHealthy, ok, problem, warning, type NamedFinding } from "@/lib/domain/instance/finding";
import { hideSecrets, secretsOf } from "@/lib/domain/instance/hide-secrets";
import { defineCheck } from "@/lib/services/instance/check";
import { checksByGroup } from "@/lib/services/instance/checks";
import type { Instance } from "@/lib/services/instance/instance";
import en from "@/messages/en.json";
import { checks } from "@/scripts/doctor/checks";
import { toJson, toLines } from "@/scripts/doctor/report-findings";

const findings: NamedFinding[] = [
  { name: "database", ...ok("it responds") },
  { name: "clock", ...warning("it is late", "Set it") },
  { name: "demo", ...problem("it is on\nand open", "Turn it off") },
];

it("each check is one line with what to do, and the last line counts", () => {
  expect(toLines(findings)).toEqual([
    "✓ database: it responds.",
    "! clock: it is late. Set it.",
    "✗ demo: it is on and open. Turn it off.",
    "1 in order, 1 to look at, 1 to fix",
  ]);
});

it("only a problem makes an instance unhealthy", () => {
  expect(isHealthy(findings)).toBe(false);
  expect(isHealthy(findings.slice(0, 2))).toBe(true);
});

it("the JSON has the same findings", () => {
  expect(JSON.parse(toJson(findings))).toEqual({ ok: false, checks: findings });
});

it("a check that can't look is a warning, because it has proved nothing", async () => {
  const blind = defineCheck({
    name: "blind",
    look: () => Promise.reject(new Error("no response\nat all")),
    judge: () => ok("all is well"),
  });
  const nowhere = {} as unknown as Instance;
  expect(await blind.run(nowhere)).toMatchObject({
    level: "warning",
    found: "not checked: no response",
  });
});

it("checks have names of their own, for those who read the JSON", () => {
  const names = checks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
});

it("no secret of the environment is printed, whatever an error says", () => {
  const secrets = secretsOf({
    CRON_SECRET: "cron-secret-value",
    SUPABASE_JWT_SECRET: "jwt-secret-value",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_shown",
    ROUTINE_SECRET_A: "routine-secret-value\n",
    ROUTINE_SECRET_A__ORIGINS: "https://api.example.com",
    ROUTINE_SECRET_A__PREVIOUS: "previous-secret-value",
    DATABASE_URL: "postgres://user:p%40ssword@db.example.com/app",
    SMTP_URL: "smtp://user:mailword@mail.example.com",
    APP_URL: "https://opspulse.example.com",
    UNSET: undefined,
  });
  const said =
    "cron-secret-value jwt-secret-value routine-secret-value previous-secret-value p%40ssword p@ssword mailword";
  expect(hideSecrets(said, secrets)).toBe(Array(7).fill("[secret]").join(" "));
  const harmless = "sb_publishable_shown https://api.example.com https://opspulse.example.com user";
  expect(hideSecrets(harmless, secrets)).toBe(harmless);
});

it("every check of an instance has a heading on the operator's page", () => {
  const names = Object.values(checksByGroup)
    .flat()
    .map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(en.operator.checks).toSorted()).toEqual(names.toSorted());
});

import { expect, it } from "vitest";
import type { Finding } from "@/lib/domain/instance/finding";
import { judgeClock } from "@/lib/services/instance/clocks/clock";
import { judgeHeartbeat } from "@/lib/services/instance/clocks/heartbeat";
import { judgeLease } from "@/lib/services/instance/clocks/lease";
import { judgeTicks } from "@/lib/services/instance/clocks/ticks";
import { judgeDataApi } from "@/lib/services/instance/database/data-api";
import { judgeDatabase } from "@/lib/services/instance/database/database";
import { judgeDatabaseEncryption } from "@/lib/services/instance/database/database-encryption";
import { judgeMigrations } from "@/lib/services/instance/database/migrations";
import { judgePrepare } from "@/lib/services/instance/database/prepare";
import { judgePublicFunctions } from "@/lib/services/instance/database/public-functions";
import { judgePublicRoles } from "@/lib/services/instance/database/public-roles";
import { judgeRowSecurity } from "@/lib/services/instance/database/row-security";
import { judgeApp } from "@/lib/services/instance/outside/app";
import { judgeForeignHost } from "@/lib/services/instance/outside/foreign-host";
import { judgeLiveness } from "@/lib/services/instance/outside/liveness";
import { judgeTickRefusal } from "@/lib/services/instance/outside/tick-refusal";
import { judgeAppUrl } from "@/lib/services/instance/settings/app-url";
import { judgeCronSecret } from "@/lib/services/instance/settings/cron-secret";
import { judgeDemo } from "@/lib/services/instance/settings/demo";
import { judgeEgress } from "@/lib/services/instance/settings/egress";
import { judgeRoutineSecrets } from "@/lib/services/instance/settings/routine-secrets";
import { judgeSealedSecrets } from "@/lib/services/instance/settings/sealed-secrets";
import { judgeSignUp } from "@/lib/services/instance/settings/sign-up";
import { judgeTrustProxy } from "@/lib/services/instance/settings/trust-proxy";
import { judgePrivateFiles } from "@/scripts/doctor/checks/private-files";

const publicUrl = "https://opspulse.example.com";
const localUrl = "http://localhost:3000";
const auth = { isOpen: true, confirmsItself: false };
const secret = { name: "PAYMENTS", hasWorkspaces: true, isBeingRotated: false };
const sealing = {
  key: { distinct: 30 },
  isPreviousGiven: false,
  sealed: { current: 5, previous: 0, unknown: 0 },
};
const proxy = {
  isTrusted: false,
  isOnVercel: false,
  appUrl: publicUrl,
  isOpenToNetwork: false,
};
const egress = {
  allow: "",
  isSignUpOpen: true,
  isReachedFromOutside: true,
  authorities: { count: 0, expired: [] },
};

const cases: [situation: string, finding: Finding, level: Finding["level"], words: string][] = [
  [
    "a database that responds",
    judgeDatabase({ address: "db:5432/app", version: "17.5", error: null }),
    "ok",
    "17.5",
  ],
  [
    "a database that doesn't respond",
    judgeDatabase({ address: "db:5432/app", version: null, error: "nothing accepts connections" }),
    "problem",
    "DATABASE_URL",
  ],
  [
    "a plain connection across the internet",
    judgeDatabaseEncryption({ hostname: "db.example.com", sslMode: null }),
    "warning",
    "sslmode=require",
  ],
  [
    "a connection that may fall back to plain text",
    judgeDatabaseEncryption({ hostname: "203.0.114.7", sslMode: "prefer" }),
    "warning",
    "sslmode=require",
  ],
  [
    "an encrypted connection",
    judgeDatabaseEncryption({ hostname: "db.example.com", sslMode: "verify-full" }),
    "ok",
    "verify-full",
  ],
  [
    "a plain connection in a private network",
    judgeDatabaseEncryption({ hostname: "10.0.0.7", sslMode: null }),
    "ok",
    "network",
  ],
  [
    "prepared statements behind a pooler",
    judgePrepare({ policy: "on", isPooled: true }),
    "problem",
    "Remove DATABASE_PREPARE",
  ],
  [
    "automatic preparing behind a pooler",
    judgePrepare({ policy: "auto", isPooled: true }),
    "ok",
    "",
  ],
  [
    "a missing migration",
    judgeMigrations({ missing: ["0042_more"], unknown: 0 }),
    "problem",
    "npm run db:migrate",
  ],
  [
    "a newer database",
    judgeMigrations({ missing: [], unknown: 2 }),
    "warning",
    "ahead of this code by 2",
  ],
  ["an up-to-date database", judgeMigrations({ missing: [], unknown: 0 }), "ok", ""],
  [
    "a grant to a public role",
    judgePublicRoles({ grants: [{ role: "authenticated", names: ["routines", "runs"] }] }),
    "problem",
    "authenticated has privileges on routines, runs",
  ],
  ["no grant", judgePublicRoles({ grants: [] }), "ok", ""],
  [
    "a callable function with its owner's rights",
    judgePublicFunctions({ callable: ["erase"] }),
    "problem",
    "erase",
  ],
  ["no callable function", judgePublicFunctions({ callable: [] }), "ok", ""],
  [
    "a table without row-level security",
    judgeRowSecurity({
      tables: [
        { name: "routines", isOn: true },
        { name: "workspaces", isOn: false },
      ],
    }),
    "problem",
    "alter table public.workspaces enable row level security",
  ],
  [
    "row-level security everywhere",
    judgeRowSecurity({ tables: [{ name: "routines", isOn: true }] }),
    "ok",
    "all 1 tables",
  ],
  [
    "a Data API that reads a table, even an empty one",
    judgeDataApi({
      statuses: [
        { table: "routines", status: 401 },
        { table: "workspaces", status: 200 },
      ],
    }),
    "problem",
    "workspaces",
  ],
  [
    "a Data API that refuses",
    judgeDataApi({ statuses: [{ table: "routines", status: 401 }] }),
    "ok",
    "refuses",
  ],
  [
    "no Data API",
    judgeDataApi({ statuses: [{ table: "routines", status: 404 }] }),
    "ok",
    "no Data API",
  ],
  [
    "a Data API that is down",
    judgeDataApi({ statuses: [{ table: "routines", status: 503 }] }),
    "warning",
    "503",
  ],
  [
    "a healthy app",
    judgeApp({ url: localUrl, status: 200, problems: [], error: null, isInside: false }),
    "ok",
    localUrl,
  ],
  [
    "an app that isn't healthy",
    judgeApp({
      url: localUrl,
      status: 503,
      problems: ["scheduler_silent"],
      error: null,
      isInside: false,
    }),
    "problem",
    "scheduler_silent",
  ],
  ["an app that is alive", judgeLiveness({ status: 200 }), "ok", "serves"],
  ["a life sign that is kept back", judgeLiveness({ status: 404 }), "problem", "404"],
  ["a heartbeat", judgeHeartbeat({ host: "monitor.example.com" }), "ok", "monitor.example.com"],
  ["no heartbeat", judgeHeartbeat({ host: null }), "ok", "HEARTBEAT_URL"],
  [
    "an app that isn't there",
    judgeApp({ url: localUrl, status: null, problems: [], error: "no response", isInside: false }),
    "problem",
    "--url",
  ],
  ["https", judgeAppUrl({ appUrl: publicUrl, isOpenToNetwork: true }), "ok", "https"],
  [
    "plain http beyond this machine",
    judgeAppUrl({ appUrl: "http://opspulse.example.com", isOpenToNetwork: true }),
    "problem",
    "unencrypted",
  ],
  [
    "loopback",
    judgeAppUrl({ appUrl: localUrl, isOpenToNetwork: false }),
    "ok",
    "this machine only",
  ],
  [
    "loopback as the URL of an app that listens for all",
    judgeAppUrl({ appUrl: localUrl, isOpenToNetwork: true }),
    "warning",
    "HOST=127.0.0.1",
  ],
  ["a foreign host that is refused", judgeForeignHost({ status: 421 }), "ok", "421"],
  ["a foreign host that is served", judgeForeignHost({ status: 200 }), "problem", "rebinding"],
  ["a foreign host that is redirected", judgeForeignHost({ status: 307 }), "problem", "307"],
  ["an untrusted proxy", judgeTrustProxy(proxy), "warning", "TRUST_PROXY=on"],
  ["a trusted proxy", judgeTrustProxy({ ...proxy, isTrusted: true }), "ok", ""],
  [
    "a trusted proxy that can be passed by",
    judgeTrustProxy({ ...proxy, isTrusted: true, isOpenToNetwork: true }),
    "warning",
    "HOST=127.0.0.1",
  ],
  [
    "a trusted proxy that isn't there",
    judgeTrustProxy({ ...proxy, isTrusted: true, appUrl: localUrl }),
    "problem",
    "Remove TRUST_PROXY",
  ],
  ["Vercel", judgeTrustProxy({ ...proxy, isOnVercel: true }), "ok", "Vercel"],
  [
    "an auth server that is open though sign-up is closed",
    judgeSignUp({ signUp: "closed", appUrl: publicUrl, auth }),
    "problem",
    "Allow new users to sign up",
  ],
  [
    "sign-up closed everywhere",
    judgeSignUp({ signUp: "closed", appUrl: publicUrl, auth: { ...auth, isOpen: false } }),
    "ok",
    "closed",
  ],
  [
    "an auth server that is closed though sign-up is open",
    judgeSignUp({ signUp: "open", appUrl: publicUrl, auth: { ...auth, isOpen: false } }),
    "warning",
    "SIGN_UP=closed",
  ],
  [
    "open sign-up with addresses that nobody confirms",
    judgeSignUp({ signUp: "open", appUrl: publicUrl, auth: { ...auth, confirmsItself: true } }),
    "warning",
    "AUTH_EMAIL_CONFIRMATION",
  ],
  [
    "the same on this machine",
    judgeSignUp({ signUp: "open", appUrl: localUrl, auth: { ...auth, confirmsItself: true } }),
    "ok",
    "",
  ],
  ["no secrets", judgeRoutineSecrets({ secrets: [], isSignUpOpen: true }), "ok", "no secret"],
  [
    "a secret for all workspaces where strangers sign up",
    judgeRoutineSecrets({ secrets: [{ ...secret, hasWorkspaces: false }], isSignUpOpen: true }),
    "problem",
    "ROUTINE_SECRET_PAYMENTS",
  ],
  [
    "a secret for all workspaces of a closed instance",
    judgeRoutineSecrets({ secrets: [{ ...secret, hasWorkspaces: false }], isSignUpOpen: false }),
    "ok",
    "origins",
  ],
  [
    "a rotation that was not ended",
    judgeRoutineSecrets({ secrets: [{ ...secret, isBeingRotated: true }], isSignUpOpen: true }),
    "warning",
    "__PREVIOUS",
  ],
  [
    "no key for secrets, and none stored",
    judgeSealedSecrets({ ...sealing, key: null }),
    "warning",
    "openssl rand -base64 32",
  ],
  [
    "no key for secrets that are stored",
    judgeSealedSecrets({ ...sealing, key: null, sealed: { ...sealing.sealed, unknown: 3 } }),
    "problem",
    "opens: 3",
  ],
  [
    "secrets under a key that is gone",
    judgeSealedSecrets({ ...sealing, sealed: { ...sealing.sealed, unknown: 2 } }),
    "problem",
    "SECRETS_KEY_PREVIOUS",
  ],
  [
    "a key of one byte",
    judgeSealedSecrets({ ...sealing, key: { distinct: 1 } }),
    "problem",
    "guessed",
  ],
  [
    "secrets under the previous key",
    judgeSealedSecrets({
      ...sealing,
      isPreviousGiven: true,
      sealed: { ...sealing.sealed, previous: 4 },
    }),
    "warning",
    "npm run secrets:reseal",
  ],
  [
    "a previous key that nothing needs",
    judgeSealedSecrets({ ...sealing, isPreviousGiven: true }),
    "warning",
    "Remove SECRETS_KEY_PREVIOUS",
  ],
  ["secrets that open", judgeSealedSecrets(sealing), "ok", "database: 5"],
  [
    "a tick that anybody can call",
    judgeTickRefusal({ without: 401, withWrong: 200 }),
    "problem",
    "200",
  ],
  ["no cron secret", judgeCronSecret({ secret: null }), "problem", "openssl"],
  [
    "a cron secret of one character",
    judgeCronSecret({ secret: { length: 64, distinct: 1 } }),
    "problem",
    "guessed",
  ],
  [
    "a short cron secret",
    judgeCronSecret({ secret: { length: 16, distinct: 12 } }),
    "warning",
    "only 16 characters",
  ],
  ["a long cron secret", judgeCronSecret({ secret: { length: 64, distinct: 16 } }), "ok", ""],
  ["no demo", judgeDemo({ hasDemo: false, isReachedFromOutside: true }), "ok", "off"],
  ["a demo on this machine", judgeDemo({ hasDemo: true, isReachedFromOutside: false }), "ok", ""],
  [
    "a demo for the network",
    judgeDemo({ hasDemo: true, isReachedFromOutside: true }),
    "problem",
    "OPSPULSE_DEMO=off",
  ],
  ["no exceptions", judgeEgress(egress), "ok", "public addresses only"],
  [
    "loopback as an exception of an instance that others reach",
    judgeEgress({ ...egress, allow: "127.0.0.0/8" }),
    "problem",
    "this machine",
  ],
  [
    "everything as an exception",
    judgeEgress({ ...egress, allow: "0.0.0.0/0", isSignUpOpen: false }),
    "problem",
    "this machine and cloud metadata",
  ],
  [
    "the metadata of AWS over IPv6",
    judgeEgress({ ...egress, allow: "fd00:ec2::/32" }),
    "problem",
    "cloud metadata",
  ],
  [
    "loopback as an exception on this machine",
    judgeEgress({ ...egress, allow: "127.0.0.0/8", isReachedFromOutside: false }),
    "ok",
    "127.0.0.0/8",
  ],
  [
    "an exception that strangers may use",
    judgeEgress({ ...egress, allow: "10.1.0.0/16 app.internal:8080" }),
    "warning",
    "10.1.0.0/16, app.internal:8080",
  ],
  [
    "an exception of a closed instance",
    judgeEgress({ ...egress, allow: "10.1.0.0/16", isSignUpOpen: false }),
    "ok",
    "10.1.0.0/16",
  ],
  [
    "a private authority",
    judgeEgress({ ...egress, authorities: { count: 2, expired: [] } }),
    "ok",
    "2 of EGRESS_CA_FILE",
  ],
  [
    "a private authority that has expired",
    judgeEgress({ ...egress, authorities: { count: 2, expired: ["CN=Old Root"] } }),
    "warning",
    "CN=Old Root",
  ],
  [
    "no tick ever",
    judgeTicks({ lastTickSeconds: null, due: 0, oldestDueLagMs: 0 }),
    "problem",
    "never",
  ],
  [
    "no tick for long",
    judgeTicks({ lastTickSeconds: 181, due: 9, oldestDueLagMs: 120_000 }),
    "problem",
    "181 s ago",
  ],
  [
    "a late tick",
    judgeTicks({ lastTickSeconds: 121, due: 0, oldestDueLagMs: 0 }),
    "warning",
    "121 s ago",
  ],
  [
    "ticks that fall behind",
    judgeTicks({ lastTickSeconds: 5, due: 900, oldestDueLagMs: 61_000 }),
    "warning",
    "MAX_CONCURRENCY",
  ],
  ["ticks", judgeTicks({ lastTickSeconds: 59.7, due: 0, oldestDueLagMs: 0 }), "ok", "60 s ago"],
  ["a clock that is late", judgeClock({ offsetMs: 5_000 }), "warning", "5.0 s behind"],
  ["a clock that is early", judgeClock({ offsetMs: -2_001 }), "warning", "2.0 s ahead of"],
  ["a good clock", judgeClock({ offsetMs: -1_900 }), "ok", "1.9 s ahead of"],
  ["a long lease", judgeLease({ leaseSeconds: 45, cut: 0, longestSeconds: null }), "ok", "45 s"],
  [
    "a lease that cuts requests short",
    judgeLease({ leaseSeconds: 20, cut: 3, longestSeconds: 30 }),
    "warning",
    "at least 32",
  ],
  [
    "files for all",
    judgePrivateFiles({
      files: [
        { path: "/srv/.opspulse/env", mode: 0o100644 },
        { path: "/srv/.opspulse/secrets.json", mode: 0o100600 },
      ],
    }),
    "problem",
    "chmod go= /srv/.opspulse/env",
  ],
  [
    "private files",
    judgePrivateFiles({ files: [{ path: "/srv/.opspulse/env", mode: 0o100600 }] }),
    "ok",
    "only their owner",
  ],
];

it.each(cases)("%s", (_, finding, level, words) => {
  expect(finding.level).toBe(level);
  const advice = finding.level === "ok" ? "" : finding.advice;
  expect(`${finding.found}. ${advice}`).toContain(words);
});

it("nothing found and nothing advised ends with a full stop, which the line adds", () => {
  for (const [, finding] of cases) {
    expect(finding.found).not.toMatch(/[.!]$/);
    if (finding.level !== "ok") expect(finding.advice).not.toMatch(/[.!]$/);
  }
});

import { expect, it } from "vitest";
import type { Finding } from "@/lib/domain/instance/finding";
import { judgeExposedSchemas } from "@/lib/services/instance/database/exposed-schemas";
import { judgeMemberGrants } from "@/lib/services/instance/database/member-grants";
import { judgeApp } from "@/lib/services/instance/outside/app";
import { judgeTickRefusal } from "@/lib/services/instance/outside/tick-refusal";
import { judgeTicking } from "@/lib/services/instance/outside/ticking";
import { judgeTls } from "@/lib/services/instance/outside/tls";
import { judgeVisibleSignUp } from "@/lib/services/instance/outside/visible-sign-up";
import { judgeAuthLinks } from "@/lib/services/instance/settings/auth-links";
import { judgeAuthTemplates } from "@/lib/services/instance/settings/auth-templates";
import { judgeMail } from "@/lib/services/instance/settings/mail";
import { judgeOperators } from "@/lib/services/instance/settings/operators";
import { judgePublishableKey } from "@/lib/services/instance/settings/publishable-key";
import { judgePushKeys } from "@/lib/services/instance/settings/push-keys";
import { judgeSecretStrength } from "@/lib/services/instance/settings/secret-strength";

const appUrl = "https://opspulse.example.com";
const grants = { role: "bound", closed: [], unguarded: [] } as const;
const tls = {
  hostname: "ops.acme.com",
  tls: { protocol: "TLSv1.3", daysLeft: 60 },
  plainStatus: 308,
};
const links = {
  appUrl,
  isOwnServer: false,
  own: `${appUrl}/auth/callback#error=x`,
  foreign: `${appUrl}#error=x`,
};
const server = { hostname: "smtp.acme.com", problem: null, isEncrypted: true, isLocal: false };
const mail = { server, senderDomain: "acme.com" };
const operator = { id: "1-2", email: "you@acme.com", isConfirmed: true };
const secret = { name: "CRON_SECRET", distinct: 16, isKnown: false, sameAs: [] };
const key = { status: 200, isServiceKey: false, unused: [] };

const cases: [string, Finding, Finding["level"], string][] = [
  [
    "public schemas",
    judgeExposedSchemas({ schemas: ["public"], status: 406 }),
    "ok",
    "serves public",
  ],
  ["no Data API", judgeExposedSchemas({ schemas: null, status: 404 }), "ok", "no Data API"],
  [
    "a private schema",
    judgeExposedSchemas({ schemas: ["public", "opspulse"], status: 406 }),
    "problem",
    "serves opspulse to everybody",
  ],
  ["grants as policies expect", judgeMemberGrants(grants), "ok", "no others"],
  ["no role", judgeMemberGrants({ ...grants, role: "missing" }), "problem", "is missing"],
  ["an unbound role", judgeMemberGrants({ ...grants, role: "unbound" }), "problem", "nobypassrls"],
  [
    "a lost grant",
    judgeMemberGrants({ ...grants, closed: ["tags"] }),
    "problem",
    "can't read tags",
  ],
  [
    "a grant without a policy",
    judgeMemberGrants({ ...grants, unguarded: ["instance_keys"] }),
    "problem",
    "revoke all on instance_keys",
  ],
  ["a tick refused", judgeTickRefusal({ without: 401, withWrong: 401 }), "ok", "is refused"],
  [
    "a tick served to anybody",
    judgeTickRefusal({ without: 401, withWrong: 200 }),
    "problem",
    "200",
  ],
  [
    "an app that can't reach its own address",
    judgeApp({ url: appUrl, status: null, problems: [], error: "no response", isInside: true }),
    "warning",
    "says nothing of others",
  ],
  [
    "a tick that was seen",
    judgeTicking({ lastTickAt: "2026-03-01", movedAfterSeconds: 40 }),
    "ok",
    "2026",
  ],
  ["no tick", judgeTicking({ lastTickAt: null, movedAfterSeconds: null }), "problem", "never"],
  ["a good certificate", judgeTls(tls), "ok", "60 more days"],
  [
    "plain http on loopback",
    judgeTls({ ...tls, hostname: "localhost", tls: null }),
    "ok",
    "without TLS",
  ],
  ["plain http elsewhere", judgeTls({ ...tls, tls: null }), "problem", "without TLS"],
  [
    "an old protocol",
    judgeTls({ ...tls, tls: { protocol: "TLSv1.1", daysLeft: 60 } }),
    "problem",
    "TLSv1.1",
  ],
  [
    "a certificate that ends",
    judgeTls({ ...tls, tls: { protocol: "TLSv1.3", daysLeft: 5.4 } }),
    "warning",
    "in 5 days",
  ],
  ["pages over plain http", judgeTls({ ...tls, plainStatus: 200 }), "warning", "redirect http"],
  [
    "a form for strangers",
    judgeVisibleSignUp({ hasForm: true, status: 200 }),
    "ok",
    "SIGN_UP=closed",
  ],
  ["no form for strangers", judgeVisibleSignUp({ hasForm: false, status: 200 }), "ok", "nobody"],
  ["links to the app", judgeAuthLinks(links), "ok", "APP_URL"],
  [
    "links to localhost",
    judgeAuthLinks({ ...links, own: "http://localhost:3000/#error=x" }),
    "problem",
    "http://localhost:3000",
  ],
  [
    "links to anywhere",
    judgeAuthLinks({ ...links, foreign: "https://redirect.invalid/#error=x" }),
    "problem",
    "wildcard",
  ],
  ["links that can't be seen", judgeAuthLinks({ ...links, own: null }), "warning", "Site URL"],
  ["a server of npm start", judgeAuthLinks({ ...links, isOwnServer: true }), "ok", "npm start"],
  [
    "templates of Supabase",
    judgeAuthTemplates({ isOwnServer: false, emails: "sent" }),
    "ok",
    "can't be seen",
  ],
  ["no mail server", judgeMail({ ...mail, server: null }), "ok", "SMTP_URL isn't set"],
  ["a good mail server", judgeMail(mail), "ok", "takes mails from acme.com"],
  [
    "a mail server that refuses",
    judgeMail({ ...mail, server: { ...server, problem: "535 no" } }),
    "problem",
    "535 no",
  ],
  [
    "a mail server without encryption",
    judgeMail({ ...mail, server: { ...server, isEncrypted: false } }),
    "warning",
    "unencrypted",
  ],
  [
    "a sender without a domain",
    judgeMail({ ...mail, senderDomain: "localhost" }),
    "warning",
    "MAIL_FROM",
  ],
  [
    "no operator named",
    judgeOperators({ names: [], accounts: [], isConfirmationProof: true }),
    "ok",
    "nobody",
  ],
  [
    "an operator by address",
    judgeOperators({ names: ["you@acme.com"], accounts: [operator], isConfirmationProof: true }),
    "ok",
    "1",
  ],
  [
    "an address that anybody can claim",
    judgeOperators({ names: ["you@acme.com"], accounts: [operator], isConfirmationProof: false }),
    "problem",
    "you@acme.com = 1-2",
  ],
  [
    "an operator by id, where anybody can claim an address",
    judgeOperators({ names: ["1-2"], accounts: [operator], isConfirmationProof: false }),
    "ok",
    "1",
  ],
  [
    "an operator without an account",
    judgeOperators({ names: ["you@acme.com"], accounts: [], isConfirmationProof: true }),
    "warning",
    "no account",
  ],
  ["a good key", judgePublishableKey(key), "ok", "takes the publishable key"],
  [
    "a service key",
    judgePublishableKey({ ...key, isServiceKey: true }),
    "problem",
    "opens everything",
  ],
  ["a refused key", judgePublishableKey({ ...key, status: 401 }), "problem", "nobody can sign in"],
  ["a paused project", judgePublishableKey({ ...key, status: 540 }), "warning", "540"],
  [
    "an unused service key",
    judgePublishableKey({ ...key, unused: ["SUPABASE_SERVICE_ROLE_KEY"] }),
    "warning",
    "Remove it",
  ],
  ["push keys of another key", judgePushKeys({ state: "sealed" }), "problem", "SECRETS_KEY"],
  ["usable push keys", judgePushKeys({ state: "usable" }), "ok", "can be used"],
  ["strong secrets", judgeSecretStrength([secret]), "ok", "1"],
  [
    "a secret from the documentation",
    judgeSecretStrength([{ ...secret, isKnown: true }]),
    "problem",
    "CRON_SECRET",
  ],
  [
    "one value for two things",
    judgeSecretStrength([{ ...secret, sameAs: ["METRICS_TOKEN"] }]),
    "warning",
    "several things",
  ],
];

it.each(cases)("%s", (_, finding, level, words) => {
  expect(finding.level).toBe(level);
  expect(finding.level === "ok" ? finding.found : `${finding.found}. ${finding.advice}`).toContain(
    words,
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { previewText, readSample } from "@/tests/support/imports/import-sample";

/** A value that occurs nowhere else, in the letters of every place that it is put into. */
const secretValue = fc
  .stringMatching(/^[A-HJ-NP-Za-km-z2-9]{16,40}$/)
  .map((letters) => `Zq${letters}7x`);

const json = (value: unknown) => JSON.stringify(value);

const cronJob = (more: object, schedule = {}) =>
  json({
    jobDetails: {
      jobId: 1,
      enabled: true,
      title: "Job",
      url: "https://api.example.com/x",
      requestMethod: 1,
      schedule: {
        timezone: "UTC",
        hours: [1],
        minutes: [0],
        mdays: [-1],
        months: [-1],
        wdays: [-1],
        ...schedule,
      },
      extendedData: { headers: {}, body: "" },
      ...more,
    },
  });

const monitor = (more: object) =>
  json({
    monitorList: [
      {
        id: 1,
        name: "M",
        type: "http",
        url: "https://api.example.com/x",
        interval: 600,
        active: 1,
        ...more,
      },
    ],
  });

/** Where people keep credentials, in each source. */
const places: Record<string, (secret: string) => string> = {
  "a bearer token in a crontab": (s) =>
    `0 1 * * * curl -H 'Authorization: Bearer ${s}' https://api.example.com/x`,
  "a header with two spellings": (s) =>
    `0 1 * * * curl -H "x_api_key:${s}" -H 'X-Api-Key: ${s}' https://api.example.com/x`,
  "a header of any name": (s) => `0 1 * * * curl -H 'X-Whatever: ${s}' https://api.example.com/x`,
  "a login as an option": (s) => `0 1 * * * curl -u me:${s} https://api.example.com/x`,
  "a login in the URL": (s) => `0 1 * * * curl https://me:${s}@api.example.com/x`,
  "a login in a URL without a scheme": (s) => `0 1 * * * curl me:${s}@api.example.com/x`,
  "a token as an option": (s) => `0 1 * * * curl --oauth2-bearer ${s} https://api.example.com/x`,
  "a cookie": (s) => `0 1 * * * curl -b 'session=${s}' https://api.example.com/x`,
  "a parameter": (s) => `0 1 * * * curl 'https://api.example.com/x?a=1&access_token=${s}&b=2'`,
  "an encoded parameter": (s) => `0 1 * * * curl 'https://api.example.com/x?api%5Fkey=${s}'`,
  "a parameter that an option adds": (s) =>
    `0 1 * * * curl -G -d token=${s} https://api.example.com/x`,
  "a fragment": (s) => `0 1 * * * curl 'https://api.example.com/x#access_token=${s}'`,
  "a field of a form": (s) => `0 1 * * * curl -d 'user=me&password=${s}' https://api.example.com/x`,
  "a field of a JSON body": (s) =>
    `0 1 * * * curl --json '{"a":[{"clientSecret":"${s}"}]}' https://api.example.com/x`,
  "a list in a JSON body": (s) =>
    `0 1 * * * curl --json '{"tokens":["a","${s}"]}' https://api.example.com/x`,
  "a body of another format": (s) =>
    `0 1 * * * curl -d '<auth><password>${s}</password></auth>' https://api.example.com/x`,
  "a line of a body": (s) => `0 1 * * * curl -d 'secret: ${s}, more' https://api.example.com/x`,
  "a variable of a crontab": (s) =>
    `API_TOKEN=${s}\n0 1 * * * curl -H "Authorization: Bearer $API_TOKEN" https://api.example.com/x`,
  "a variable that isn't used": (s) => `DB_PASSWORD=${s}\n0 1 * * * curl https://api.example.com/x`,
  "a variable before a command": (s) =>
    `0 1 * * * TOKEN=${s} curl -H "X-Token: $TOKEN" https://api.example.com/x`,
  "the default of a variable": (s) => `0 1 * * * curl "https://api.example.com/\${TOKEN:-${s}}"`,
  "the default of a variable in a header": (s) =>
    `0 1 * * * curl -H "X-Region: \${TOKEN:-${s}}" https://api.example.com/x`,
  "a command that is refused": (s) => `0 1 * * * mysqldump -p${s} shop`,
  "the arguments of a program": (s) =>
    `0 1 * * * /opt/run --token=${s} && curl https://api.example.com/`,
  "a wrapper's password": (s) =>
    `0 1 * * * sshpass -p ${s} ssh host curl https://api.example.com/x`,
  "the name of a job": (s) => `# backup, password=${s}\n0 1 * * * curl https://api.example.com/x`,
  "a webhook's path": (s) =>
    `0 1 * * * curl https://hooks.slack.com/services/T0000000/B0000000/${s}`,
  "a bot's path": (s) =>
    `0 1 * * * curl https://api.telegram.org/bot123456789:${s}${s}/sendMessage`,
  "an option of wget": (s) =>
    `0 1 * * * wget --header='Authorization: token ${s}' https://api.example.com/x`,
  "a password of wget": (s) => `0 1 * * * wget --user=me --password=${s} https://api.example.com/x`,
  "commands without a schedule": (s) =>
    `curl -H 'X-API-Key: ${s}' https://api.example.com/x\nexport TOKEN=${s}`,
  "a login of cron-job.org": (s) => cronJob({ auth: { enable: true, user: "me", password: s } }),
  "a header of cron-job.org": (s) =>
    cronJob({ extendedData: { headers: { Authorization: `Bearer ${s}` }, body: "" } }),
  "a body of cron-job.org": (s) =>
    cronJob({ extendedData: { headers: {}, body: `{"apiKey":"${s}"}` } }),
  "a URL of cron-job.org that is refused": (s) =>
    cronJob({ url: `https://me:${s}@api.example.com/x?key=${s}` }, { timezone: "Nowhere/Else" }),
  "a header of Uptime Kuma": (s) => monitor({ headers: json({ "X-Auth-Token": s }) }),
  "headers of Uptime Kuma as lines": (s) => monitor({ headers: `Cookie: sid=${s}` }),
  "a login of Uptime Kuma": (s) =>
    monitor({ authMethod: "basic", basic_auth_user: "me", basic_auth_pass: s }),
  "a client secret of Uptime Kuma": (s) =>
    monitor({ authMethod: "oauth2-cc", oauth_client_secret: s }),
  "a ping URL of Healthchecks": (s) =>
    json({ checks: [{ name: "C", ping_url: `https://hc-ping.com/${s}`, timeout: 60 }] }),
  "a workflow's environment": (s) =>
    `on:\n  schedule:\n    - cron: '0 1 * * *'\nenv:\n  TOKEN: ${s}\njobs:\n  a:\n    steps:\n      - run: |\n          curl -H "Authorization: Bearer $TOKEN" https://api.example.com/x\n`,
  "a parameter of EventBridge": (s) =>
    json([
      { Name: "d", InvocationEndpoint: "https://api.example.com/x", HttpMethod: "POST" },
      {
        Name: "s",
        ScheduleExpression: "rate(1 day)",
        Target: {
          Arn: "arn:aws:events:eu-west-1:1:api-destination/d/1",
          HttpParameters: { QueryStringParameters: { token: s }, HeaderParameters: { "X-Key": s } },
        },
      },
    ]),
  "a path of Vercel": (s) =>
    json({ crons: [{ path: `/api/cron?secret=${s}`, schedule: "0 1 * * *" }] }),
};

describe("credentials in a text to import", () => {
  it.each(Object.entries(places))("%s is in no part of the preview", (_place, write) => {
    fc.assert(
      fc.property(secretValue, (secret) => {
        const preview = previewText(write(secret), { baseUrl: "https://app.example.com" });
        const text = JSON.stringify(preview);
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(`me:${secret}`).toString("base64"));
        expect(preview.items.length + preview.refused.length).toBeGreaterThan(0);
      }),
      { numRuns: 8 },
    );
  });

  it("are named as secrets that the routine refers to, paused until they exist", () => {
    const named = ["a bearer token in a crontab", "a login in the URL", "a parameter", "a cookie"];
    for (const place of named) {
      const [item] = previewText(places[place]?.("ZqAbcdefgh1234567x") ?? "").items;
      expect(item?.settings).toMatchObject({
        auth_mode: "SECRET_REF",
        secret_ref: "EXAMPLE_COM_API",
        is_active: false,
      });
      expect(item?.secrets).toMatchObject([{ origin: "https://api.example.com", exists: false }]);
    }
  });

  it("of one value are one secret, and of two values are two", () => {
    const line = (secret: string) => `0 1 * * * curl -H 'X-Api-Key: ${secret}' https://a.example/x`;
    const { items } = previewText(
      [line("one-0123456789"), line("two-0123456789"), line("one-0123456789")].join("\n"),
    );
    expect(items.map(({ settings }) => settings.secret_ref)).toEqual([
      "A_EXAMPLE",
      "A_EXAMPLE_2",
      "A_EXAMPLE",
    ]);
  });

  it("that aren't ones stay in the request", () => {
    const [item] = previewText(
      `0 1 * * * curl -H 'Accept: text/html' -H 'X-Source: cron' -d '{"tokenizer":"fast","count":3}' 'https://example.com/x?page=2&keyboard=us'`,
    ).items;
    expect(item?.settings).toMatchObject({
      endpoint_url: "https://example.com/x?page=2&keyboard=us",
      headers_json: { Accept: "text/html", "X-Source": "cron" },
    });
    expect(item?.settings.secret_ref).toBeUndefined();
  });

  it("of the samples are in none of their previews", () => {
    const planted = {
      "crontab.txt": [
        "t0p-s3cret",
        "hunter2",
        "Zx81-cron",
        "AbCdEf0123",
        "abcdefghijklmnopqrstuvwx",
      ],
      "system-crontab.txt": ["5e7f2a90b1c34d68"],
      "curl.txt": ["k_93b1f77a2c5d4e60", "correct-horse"],
      "cron-job-org.json": ["not-so-secret-1", "d41d8cd98f00b204", "a1b2c3d4e5"],
      "uptime-kuma.json": ["AAE-abcdef", "glpat-", "open-sesame-2", "s3cr3t-client", "qwertzuiop"],
      "healthchecks.json": ["31365bce", "803f680d"],
      "eventbridge.json": ["ya29.secret", "123456789012"],
      "vercel.json": ["cr0n-s3cret"],
    };
    for (const [name, values] of Object.entries(planted)) {
      const text = readSample(name);
      const shown = JSON.stringify(previewText(text, { baseUrl: "https://app.example.com" }));
      for (const value of values) {
        expect(text).toContain(value);
        expect(shown).not.toContain(value);
      }
    }
  });
});
